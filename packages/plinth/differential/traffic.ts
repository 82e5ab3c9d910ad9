import fc from 'fast-check'
import { modernMeta } from '../src/testing/modern.fixtures.ts'

/** A POST as a client sends it. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

type Fields = Readonly<Record<string, unknown>>

const CAPABLE = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } }

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ maxLength: 6, unit: 'grapheme' }))
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const anything = fc.jsonValue({ maxDepth: 2 })

const toolCall = (name: string, args: fc.Arbitrary<unknown>) =>
  fc.record({
    method: fc.constant('tools/call'),
    params: fc.record({ name: fc.constant(name), arguments: args }),
  })

const request = fc.oneof(
  { weight: 6, arbitrary: toolCall('echo', fc.record({ text })) },
  { weight: 3, arbitrary: toolCall('add', fc.record({ a: number, b: number })) },
  { weight: 3, arbitrary: toolCall('steps', fc.record({ count: fc.integer({ min: 0, max: 4 }) })) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('list', 'meta', 'seen', 'fail', 'limited', 'ask')
      .chain(name => toolCall(name, fc.constant({}))),
  },
  { weight: 2, arbitrary: text.chain(name => toolCall(name, anything)) },
  {
    weight: 4,
    arbitrary: fc.record({
      method: fc.constantFrom('tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'),
      params: fc.oneof(fc.constant({}), fc.record({ cursor: fc.oneof(fc.constant('YWZ0ZXI6bGlzdA'), text) })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      method: fc.constant('resources/read'),
      params: fc.record({
        uri: fc.oneof(fc.constantFrom('note://one', 'file:///a/b', 'file:///..%2fb', 'x:y'), text),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      method: fc.constant('prompts/get'),
      params: fc.record({ name: fc.constantFrom('greet', 'other'), arguments: fc.record({ name: text }) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      method: fc.constant('completion/complete'),
      params: fc.record({
        ref: fc.constantFrom(
          { type: 'ref/prompt', name: 'greet' },
          { type: 'ref/resource', uri: 'file:///{+path}' },
        ),
        argument: fc.record({ name: fc.constantFrom('name', 'path'), value: text }),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      method: fc.constant('subscriptions/listen'),
      params: fc.record({
        notifications: fc.record(
          {
            toolsListChanged: fc.boolean(),
            promptsListChanged: fc.boolean(),
            resourceSubscriptions: fc.array(text, { maxLength: 3 }),
          },
          { requiredKeys: [] },
        ),
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ method: fc.constant('server/discover'), params: fc.constant({}) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      method: fc.constantFrom(
        'ping',
        'initialize',
        'logging/setLevel',
        'nothing',
        '',
        '__proto__',
        'constructor',
      ),
      params: fc.constant({}),
    }),
  },
)

const id = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(fc.maxSafeInteger(), text) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 1.5, 2 ** 53, {}, [], true, -0) },
)

const extraMeta = fc.record(
  {
    progressToken: fc.oneof(fc.integer(), text),
    'io.modelcontextprotocol/logLevel': fc.constantFrom('debug', 'notice', 'error', 'emergency', 'loud'),
    traceparent: fc.constant('00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'),
    'dev.example/x': anything,
    'io.modelcontextprotocol/clientCapabilities': fc.constantFrom<unknown>(
      {},
      CAPABLE[Object.keys(CAPABLE)[0] as never],
      { elicitation: {} },
    ),
  },
  { requiredKeys: [] },
)

const PATHS = [
  ['jsonrpc'],
  ['id'],
  ['method'],
  ['params'],
  ['result'],
  ['params', '_meta'],
  ['params', '_meta', 'io.modelcontextprotocol/protocolVersion'],
  ['params', '_meta', 'io.modelcontextprotocol/clientInfo'],
  ['params', '_meta', 'io.modelcontextprotocol/clientCapabilities'],
  ['params', '_meta', 'progressToken'],
  ['params', 'name'],
  ['params', 'arguments'],
  ['params', 'cursor'],
  ['params', 'uri'],
  ['params', 'notifications'],
  ['params', 'requestState'],
  ['params', 'inputResponses'],
  ['params', '__proto__'],
] as const

const change = fc.record({
  path: fc.constantFrom(...PATHS),
  value: fc.oneof(
    fc.constant(undefined),
    anything,
    fc.constantFrom<unknown>('2025-11-25', '2026-07-28', '1999-01-01'),
  ),
})

const HEADERS = [
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'content-type',
  'accept',
  'mcp-session-id',
  'content-encoding',
]

const headerChange = fc.record({
  name: fc.constantFrom(...HEADERS),
  value: fc.oneof(
    fc.constant(undefined),
    fc.constantFrom(
      '2025-11-25',
      '2026-07-28',
      '1999-01-01',
      'tools/call',
      'echo',
      '=?base64?ZWNobw==?=',
      '=?base64?!?=',
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'text/event-stream',
      '*/*',
      'identity',
      'gzip',
    ),
  ),
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const put = (holder: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown => {
  if (!isObject(holder)) return holder
  const inner = rest.length > 0 ? put(holder[key], rest, value) : value
  const others = Object.entries(holder).filter(([name]) => name !== key)
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]])
}

/** A name as the `Mcp-Name` header carries it. */
const headerValue = (value: string): string =>
  /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith('=?base64?')
    ? value
    : `=?base64?${Buffer.from(value).toString('base64')}?=`

const spoil = fc.oneof(
  { weight: 30, arbitrary: fc.constant((bytes: Uint8Array) => bytes) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2),
      () => new Uint8Array(0),
      (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), bytes]),
      (bytes: Uint8Array) => Buffer.concat([bytes.subarray(0, -2), Uint8Array.of(0xff, 0xfe, 0x7d)]),
      (bytes: Uint8Array) => Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')]),
      () => Buffer.from('42'),
    ),
  },
)

/** Requests as clients of 2026-07-28 send them, and as nobody should: one in three has something wrong. */
export const post: fc.Arbitrary<Post> = fc
  .record({
    request,
    id,
    meta: extraMeta,
    changes: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(change, { maxLength: 2 }) },
    ),
    headerChanges: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(headerChange, { maxLength: 2 }) },
    ),
    spoil,
  })
  .map(({ request: { method, params }, id, meta, changes, headerChanges, spoil }) => {
    const whole = { jsonrpc: '2.0', id, method, params: { ...params, _meta: modernMeta(meta) } }
    const message = changes.reduce<unknown>((changed, { path, value }) => put(changed, path, value), whole)
    const name = (params as Fields).name ?? (params as Fields).uri
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': headerValue(name) } : {}),
    }
    for (const { name: header, value } of headerChanges)
      if (value === undefined) delete headers[header]
      else headers[header] = value
    return { headers, body: spoil(Buffer.from(JSON.stringify(message))) }
  })
