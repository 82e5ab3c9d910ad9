import type { Answer } from './lanes.ts'
import type { Post } from './traffic.ts'

/** One request, and what both lanes made of it. */
export interface Exchange {
  readonly post: Post
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: it may be anything
  readonly message: any
  readonly native: Answer
  readonly sdk: Answer
}

/** Where the lanes differ, and what decides. */
export interface Difference {
  readonly name: string
  readonly because: string
  readonly applies: (exchange: Exchange) => boolean
}

const codeOf = ({ messages }: Answer): number | undefined => messages.at(-1)?.error?.code

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isId = (id: unknown): boolean => typeof id === 'string' || Number.isSafeInteger(id)

const isToken = (token: unknown): boolean => token === undefined || isId(token)

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Nothing outside of the body says 2026-07-28, and the body does not either, or is of a kind that it has not. */
const isOlder = ({ post, message }: Exchange): boolean =>
  post.headers['mcp-protocol-version'] !== '2026-07-28' &&
  (Array.isArray(message) ||
    message?.method === 'initialize' ||
    message?.params?._meta?.['io.modelcontextprotocol/protocolVersion'] === undefined)

/** Everything that may differ. A difference that is none of these is a fault. */
export const differences: readonly Difference[] = [
  {
    name: 'a body in another media type has a code of our own',
    because: 'basic, "Error Codes": -32000 to -32019 must not be used for anything new',
    applies: ({ native, sdk }) => native.status === 415 && sdk.status === 415 && codeOf(native) === -31415,
  },
  {
    name: 'a body in an encoding that is not known is not read',
    because: 'RFC 9110, 8.4: what is encoded is no JSON until it is decoded',
    applies: ({ post, native }) => native.status === 415 && post.headers['content-encoding'] !== undefined,
  },
  {
    name: 'a client that takes no form of answer gets 406',
    because: 'streamable HTTP, "Sending Messages": a client must accept both forms; RFC 9110, 15.5.7',
    applies: ({ native }) => native.status === 406,
  },
  {
    name: 'bytes that are not UTF-8, or begin with a byte order mark, are no message',
    because: 'RFC 8259, 8.1: JSON is exchanged in UTF-8, without a byte order mark',
    applies: ({ post, native }) =>
      codeOf(native) === -32700 && (decoded(post.body) ?? '\uFEFF').startsWith('\uFEFF'),
  },
  {
    name: 'an id that is none is not echoed',
    because: 'schema, RequestId: a string or an integer; integers beyond 2^53 cannot be echoed exactly',
    applies: ({ message, native, sdk }) =>
      codeOf(native) === -32600 &&
      codeOf(sdk) === -32600 &&
      !isId(message?.id) &&
      !('id' in native.messages[0]),
  },
  {
    name: 'an error has the id of its request wherever that could be read',
    because: 'basic, "Error Responses": the same id as the request, except where it could not be read',
    applies: ({ message, native, sdk }) =>
      codeOf(native) === -32600 && codeOf(sdk) === -32600 && native.messages[0].id === message?.id,
  },
  {
    name: 'metadata in the wrong form is a wrong parameter',
    because:
      'basic, "_meta": a request whose metadata is malformed is refused with -32602; its JSON-RPC is in order',
    applies: ({ message, native }) =>
      codeOf(native) === -32602 &&
      native.status === 400 &&
      (!isObject(message?.params?._meta) || !isToken(message.params._meta.progressToken)),
  },
  {
    name: 'what comes back with a retry in the wrong form is refused',
    because: 'basic/patterns/mrtr, "Error Handling": malformed input is answered with an error',
    applies: ({ message, native }) => {
      const { requestState, inputResponses } = message?.params ?? {}
      const isWrong =
        (requestState !== undefined && typeof requestState !== 'string') ||
        (inputResponses !== undefined && !isObject(inputResponses))
      return codeOf(native) === -32602 && isWrong
    },
  },
  {
    name: 'a message that names no revision belongs to the older ones',
    because:
      'basic/versioning: a server of both eras decides by how the client opens; the SDK serves one here',
    applies: exchange => {
      const named = exchange.post.headers['mcp-protocol-version']
      const { method } = exchange.message ?? {}
      return isOlder(exchange) && (named === undefined || named === '2025-11-25' || method === 'initialize')
    },
  },
  {
    name: 'an unknown revision in the header is named as such',
    because: 'streamable HTTP, "Protocol Version Header": a version that is not implemented is -32022',
    applies: exchange => isOlder(exchange) && codeOf(exchange.native) === -32022,
  },
]
