import { classify } from './classify.ts'
import { metaKeys } from './envelope.ts'
import { type WireError, wireErrors } from './errors.ts'
import { nodeHeaders } from './header-value.ts'
import { defaultLimits } from './limits.ts'
import { allRevisions, legacyRevisions, modernRevisions, type ServedRevisions } from './revisions.ts'
import { shapeMessage } from './shape.ts'

export const modern = '2026-07-28'
export const versionHeader = 'mcp-protocol-version'
export const modernOnly: ServedRevisions = { modern: modernRevisions, legacy: [] }
export const legacyOnly: ServedRevisions = { modern: [], legacy: legacyRevisions }

export const meta = (revision: unknown = modern) => ({
  [metaKeys.protocolVersion]: revision,
  [metaKeys.clientCapabilities]: {},
})

export const request = (method: string, params?: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method,
  ...(params && { params }),
})

export interface Where {
  readonly served?: ServedRevisions
  /** Absent on stdio. */
  readonly headers?: Readonly<Record<string, string>>
  readonly negotiated?: string
}

export const classified = (message: unknown, { served = allRevisions, headers, negotiated }: Where = {}) => {
  const shaped = shapeMessage(message, defaultLimits)
  if (!shaped.ok) throw new Error(shaped.error.message)
  return classify(shaped.value, { served, negotiated, ...(headers && { header: nodeHeaders(headers) }) })
}

/** Whether a server may send this code on this revision. A code that Plinth does not know may be sent on none. */
export const mayEmit = (code: number, revision: string): boolean => {
  const all: readonly WireError[] = Object.values(wireErrors)
  return all.some(known => known.code === code && known.revisions.some(each => each === revision))
}
