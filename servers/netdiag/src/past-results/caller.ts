import type { Context } from 'plinth'

/** Whose results these are. Strangers on HTTP are told apart by nothing: each has the ids that it was given. */
export const callerOf = ({ principal, transport }: Pick<Context, 'principal' | 'transport'>): string =>
  principal === undefined
    ? `nobody/${transport}`
    : `principal/${encodeURIComponent(principal.tenant ?? '')}/${encodeURIComponent(principal.id)}`

/** Whether a caller may be shown a list of results: one who shares a name with strangers may not. */
export const mayList = ({ principal, transport }: Pick<Context, 'principal' | 'transport'>): boolean =>
  principal !== undefined || transport !== 'http'
