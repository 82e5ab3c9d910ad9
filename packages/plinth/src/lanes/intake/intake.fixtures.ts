import { classify } from './classify.ts'
import { metaKeys } from './envelope.ts'
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
