import { quote } from './intake-error.ts'
import { isObject, type JsonObject, own } from './message.ts'

/** The members of `params._meta` that carry what a handshake carried before (2026-07-28, basic, "_meta"). */
export const metaKeys = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
} as const

export interface EnvelopeProblem {
  /** Ends the sentence that begins with "params._meta". */
  readonly message: string
  readonly data: { readonly missing?: readonly string[]; readonly key?: string }
}

const logLevels = new Set<unknown>([
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
])

const metaOf = (params: JsonObject | undefined): JsonObject | undefined => {
  const meta = params === undefined ? undefined : own(params, '_meta')
  return isObject(meta) ? meta : undefined
}

/** Whether a message says of itself that it is modern, be it rightly or not. */
export const hasClaim = (params: JsonObject | undefined): boolean => {
  const meta = metaOf(params)
  return meta !== undefined && Object.hasOwn(meta, metaKeys.protocolVersion)
}

/** The revision that a message claims; undefined without a claim, and when the claim is no string. */
export const claimedRevision = (params: JsonObject | undefined): string | undefined => {
  const meta = metaOf(params)
  const claimed = meta === undefined ? undefined : own(meta, metaKeys.protocolVersion)
  return typeof claimed === 'string' ? claimed : undefined
}

const required = [metaKeys.protocolVersion, metaKeys.clientCapabilities]
const allKeys = Object.values(metaKeys)

const missingKeys = (meta: JsonObject): readonly string[] => required.filter(key => !Object.hasOwn(meta, key))

/** Which members of a capability are objects too: those named, or every one. */
const objectMembers = new Map<string, readonly string[] | 'every'>([
  ['roots', []],
  ['sampling', ['context', 'tools']],
  ['elicitation', ['form', 'url']],
  ['experimental', 'every'],
  ['extensions', 'every'],
])

const capabilityProblem = (capabilities: unknown): string | undefined => {
  if (!isObject(capabilities)) return 'must be an object, empty when the client has no optional capability'
  for (const name of Object.keys(capabilities)) {
    const members = objectMembers.get(name)
    if (members === undefined) continue
    const value = capabilities[name]
    if (!isObject(value)) return `must have an object as ${name}`
    const wrong = Object.keys(value).find(
      key => (members === 'every' || members.includes(key)) && !isObject(value[key]),
    )
    if (wrong !== undefined) return `must have an object as ${name}[${quote(wrong)}]`
  }
  return undefined
}

const clientInfoProblem = (info: unknown): string | undefined =>
  isObject(info) && typeof own(info, 'name') === 'string' && typeof own(info, 'version') === 'string'
    ? undefined
    : 'must have a name and a version, both strings'

const valueProblem = (key: string, value: unknown): string | undefined => {
  if (key === metaKeys.protocolVersion) return typeof value === 'string' ? undefined : 'must be a string'
  if (key === metaKeys.clientCapabilities) return capabilityProblem(value)
  if (key === metaKeys.clientInfo) return clientInfoProblem(value)
  return logLevels.has(value) ? undefined : `must be one of ${[...logLevels].join(', ')}`
}

/**
 * What is wrong with the metadata that a modern request must carry; undefined when nothing is. Every request has the
 * protocol version and the client's capabilities; the client's name and the log level may be left out.
 */
export const envelopeProblem = (params: JsonObject | undefined): EnvelopeProblem | undefined => {
  const meta = metaOf(params)
  const missing = meta === undefined ? ['_meta'] : missingKeys(meta)
  if (meta === undefined || missing.length > 0) {
    const keys = meta === undefined ? missingKeys({}) : missing
    return { message: `must have ${keys.map(key => JSON.stringify(key)).join(' and ')}`, data: { missing } }
  }
  for (const key of allKeys) {
    const problem = Object.hasOwn(meta, key) ? valueProblem(key, meta[key]) : undefined
    if (problem !== undefined) return { message: `[${JSON.stringify(key)}] ${problem}`, data: { key } }
  }
  return undefined
}
