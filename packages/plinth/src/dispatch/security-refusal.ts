import type { EventFacts } from '../events.ts'

type SecurityRefusal = EventFacts['security.refused']

const KINDS: Readonly<Record<string, SecurityRefusal['what']>> = {
  target: 'target',
  argument: 'flag',
  flag: 'flag',
  file: 'file',
  url: 'url',
  code: 'code',
}

/** A name that has no address was not refused: there is nothing that could have been touched. */
const HARMLESS = 'unresolved'

const MAX_SUBJECT = 256

/** What a handler refused to touch, where its failure says so in `data`: `{ refused: 'target', rule: 'not-allowed' }`. */
export const securityRefusalIn = (failure: {
  readonly message: string
  readonly data?: Readonly<Record<string, unknown>> | undefined
}): SecurityRefusal | undefined => {
  const { refused, rule = 'not-allowed' } = failure.data ?? {}
  if (typeof refused !== 'string' || !Object.hasOwn(KINDS, refused) || rule === HARMLESS) return undefined
  const what = KINDS[refused]
  return what && { what, subject: failure.message.slice(0, MAX_SUBJECT), rule: String(rule) }
}
