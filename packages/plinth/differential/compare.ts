import { type Difference, differences, type Exchange } from './differences.ts'
import type { Answer } from './lanes.ts'
import type { Post } from './traffic.ts'

/** Everything in it the same, whatever its order, and without what is new in every answer or free to be worded. */
const normal = (value: unknown, key = ''): unknown => {
  if (Array.isArray(value)) return value.map(each => normal(each))
  if (key === 'requestState') return 'sealed'
  if (key === 'errorId') return 'new'
  if (typeof value === 'string') return value.replaceAll(/error( id)? [0-9a-f]{12}/g, 'error')
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(fields.map(([name, inner]) => [name, normal(inner, name)]))
}

/** Codes whose data the specification describes. */
const DESCRIBED = new Set([-32021, -32022])

// biome-ignore lint/suspicious/noExplicitAny: what a lane says is looked at, not assumed
const normalMessage = (message: any): unknown => {
  if (!message.error) return normal(message)
  const { code, data } = message.error
  // An id that could not be read is left out since 2025-11-25, where JSON-RPC 2.0 has null.
  const { id } = message
  return { id: id ?? 'unread', code, ...(DESCRIBED.has(code) ? { data: normal(data) } : {}) }
}

const normalAnswer = ({ status, headers, messages }: Answer): string =>
  JSON.stringify({ status, headers, messages: messages.map(normalMessage) })

const messageIn = (post: Post): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(post.body))
  } catch {
    return undefined
  }
}

/** What a comparison came to. */
export type Verdict =
  | { readonly kind: 'equal' }
  | { readonly kind: 'decided'; readonly difference: Difference }
  | { readonly kind: 'unexplained'; readonly text: string }

/** Compares what both lanes answered to one request. */
export const compare = (post: Post, native: Answer, sdk: Answer): Verdict => {
  const [ours, theirs] = [normalAnswer(native), normalAnswer(sdk)]
  if (ours === theirs) return { kind: 'equal' }
  const exchange: Exchange = { post, message: messageIn(post), native, sdk }
  const difference = differences.find(({ applies }) => applies(exchange))
  if (difference) return { kind: 'decided', difference }
  const request = `${JSON.stringify(post.headers)}\n${new TextDecoder().decode(post.body)}`
  return { kind: 'unexplained', text: `${request}\nnative: ${ours}\nSDK:    ${theirs}` }
}
