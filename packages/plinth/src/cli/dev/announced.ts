import { isRequest, type Message, notification, type Request } from './messages.ts'

const KINDS = ['tools', 'prompts', 'resources'] as const

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

/** What is asked for by each list, when a server has nothing of the kind and does not know the method. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
])

const METHOD_NOT_FOUND = -32_601

type Fields = Readonly<Record<string, unknown>>

/** Whether the client speaks 2026-07-28, by what it says with a request. */
export const isModern = ({ params }: Message): boolean =>
  typeof params?._meta === 'object' &&
  params._meta !== null &&
  'io.modelcontextprotocol/protocolVersion' in params._meta

/**
 * A server under development may have its first prompt tomorrow: the client is told from the beginning that any list
 * may change, or it would not listen.
 */
export const withEveryKind = (answer: Message): Message => {
  const { result } = answer
  if (!result) return answer
  const said = (result.capabilities ?? {}) as Readonly<Record<string, Fields>>
  const kinds = Object.fromEntries(KINDS.map(kind => [kind, { ...said[kind], listChanged: true }]))
  return { ...answer, result: { ...result, capabilities: { ...said, ...kinds } } }
}

/** The answer to a list of what the server has nothing of: an empty list. */
export const orEmptyList = (request: Request, answer: Message): Message => {
  const member = LISTS.get(request.method)
  if (member === undefined || answer.error?.code !== METHOD_NOT_FOUND) return answer
  const frame = isModern(request) ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private' } : {}
  return { jsonrpc: '2.0', id: request.id, result: { ...frame, [member]: [] } }
}

/** Tells a client of before 2026-07-28 that every list may have changed. */
export const everyListChanged = (): Message[] =>
  KINDS.map(kind => notification(`notifications/${kind}/list_changed`))

/** The same, for a subscription of 2026-07-28: what it asked to hear of. */
export const changesFor = (listen: Message): Message[] => {
  const asked = (listen.params?.notifications ?? {}) as Fields
  if (!isRequest(listen)) return []
  return KINDS.filter(kind => asked[`${kind}ListChanged`] === true).map(kind =>
    notification(`notifications/${kind}/list_changed`, { _meta: { [SUBSCRIPTION_ID]: listen.id } }),
  )
}

/** Which subscription a notification belongs to. */
export const subscriptionOf = ({ params }: Message): unknown =>
  (params?._meta as Fields | undefined)?.[SUBSCRIPTION_ID]
