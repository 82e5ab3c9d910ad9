import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../index.ts'
import { type HttpServing, serveHttp } from './http.ts'

let serving: HttpServing

beforeAll(async () => {
  const server = new Plinth({ name: 'test' })
  server.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)
  server.prompt('write', { args: z.object({ about: z.string() }) }, ({ about }) => `Write about ${about}`)
  server.resource('notes://today', {}, () => 'nothing')
  serving = await serveHttp(server.runtime.host, { port: 0 })
})
afterAll(() => serving.close())

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}
const NAMED: Record<string, string> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

type Params = Record<string, unknown>
type Headers = Record<string, string | undefined>

const headersFor = (method: string, params: Params): Headers => ({
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(NAMED[method] ? { 'mcp-name': String(params[NAMED[method]]) } : {}),
})

const post = async (body: string | Uint8Array, headers: Headers) => {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  const response = await fetch(serving.url, {
    method: 'POST',
    headers: Object.fromEntries(given),
    body: body as string,
  })
  const text = await response.text()
  const json = text.startsWith('event:') ? (/^data: (.*)$/m.exec(text)?.[1] ?? '{}') : text
  return { status: response.status, answer: json === '' ? {} : JSON.parse(json), headers: response.headers }
}

const modern = (method: string, params: Params = {}, headers: Headers = {}, id: unknown = 1) =>
  post(JSON.stringify({ jsonrpc: '2.0', id, method, params: { _meta: META, ...params } }), {
    ...headersFor(method, params),
    ...headers,
  })

const stillServed = async () => {
  const { status, answer } = await modern('tools/call', { name: 'greet', arguments: { name: 'Ada' } })
  expect([status, answer.result.content[0].text]).toEqual([200, 'Hello, Ada'])
}

const json = headersFor('tools/list', {})

describe('on 2026-07-28', () => {
  const refused: readonly [string, () => ReturnType<typeof post>, number, number][] = [
    ['invalid UTF-8', () => post(Uint8Array.of(0x7b, 0xff, 0x7d), json), 400, -32_700],
    ['unparsable JSON', () => post('{"jsonrpc":', json), 400, -32_700],
    ['an empty body', () => post('', json), 400, -32_700],
    ['a scalar', () => post('42', json), 400, -32_600],
    ['a batch', () => post('[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', json), 400, -32_600],
    ['100,000 levels', () => post('['.repeat(100_000), json), 400, -32_600],
    ['an id that is null', () => modern('tools/list', {}, {}, null), 400, -32_600],
    ['an id that is a fraction', () => modern('tools/list', {}, {}, 1.5), 400, -32_600],
    ['an id that is an object', () => modern('tools/list', {}, {}, {}), 400, -32_600],
    ['a missing _meta', () => modern('tools/list', { _meta: undefined }), 400, -32_602],
    [
      'a missing capability list',
      () => modern('tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }),
      400,
      -32_602,
    ],
    [
      'an unknown revision',
      () =>
        modern(
          'tools/list',
          { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } },
          { 'mcp-protocol-version': '2099-01-01' },
        ),
      400,
      -32_022,
    ],
    [
      'a revision that differs from the header',
      () => modern('tools/list', {}, { 'mcp-protocol-version': '2025-11-25' }),
      400,
      -32_020,
    ],
    [
      'a missing revision header',
      () => modern('tools/list', {}, { 'mcp-protocol-version': undefined }),
      400,
      -32_020,
    ],
    ['a missing method header', () => modern('tools/list', {}, { 'mcp-method': undefined }), 400, -32_020],
    ['another method header', () => modern('tools/list', {}, { 'mcp-method': 'tools/call' }), 400, -32_020],
    [
      'another name header',
      () => modern('prompts/get', { name: 'write' }, { 'mcp-name': 'read' }),
      400,
      -32_020,
    ],
    ['an unknown method', () => modern('tools/frobnicate'), 404, -32_601],
    ['a method named constructor', () => modern('constructor'), 404, -32_601],
    ['an unknown tool', () => modern('tools/call', { name: 'nope' }), 200, -32_602],
    ['a tool named __proto__', () => modern('tools/call', { name: '__proto__' }), 200, -32_602],
    ['an unknown prompt', () => modern('prompts/get', { name: 'nope' }), 200, -32_602],
    ['missing arguments of a prompt', () => modern('prompts/get', { name: 'write' }), 200, -32_602],
    ['an unknown resource', () => modern('resources/read', { uri: 'notes://never' }), 200, -32_602],
    ['an invalid cursor', () => modern('tools/list', { cursor: 'bogus' }), 200, -32_602],
    [
      'arguments that are no object',
      () => modern('tools/call', { name: 'greet', arguments: [1] }),
      200,
      -32_602,
    ],
  ]
  it.each(refused)('%s', async (_, send, status, code) => {
    const { status: got, answer } = await send()
    expect([got, answer.error?.code]).toEqual([status, code])
    await stillServed()
  })

  it('names what is served to whom speaks an unknown revision', async () => {
    const { answer } = await modern(
      'tools/list',
      { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '1900-01-01' } },
      { 'mcp-protocol-version': '1900-01-01' },
    )
    expect(answer.error.data).toMatchObject({
      requested: '1900-01-01',
      supported: expect.arrayContaining(['2026-07-28']),
    })
  })

  it('answers arguments that do not fit with a failed result', async () => {
    const { status, answer } = await modern('tools/call', { name: 'greet', arguments: { name: 7 } })
    expect([status, answer.result.isError]).toEqual([200, true])
  })

  it('pollutes nothing', async () => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet","__proto__":{"x":1},"arguments":{"name":"Ada","__proto__":{"x":1},"constructor":{"prototype":{"x":1}}},"_meta":${JSON.stringify({ ...META }).replace('}', ',"__proto__":{"x":1}}')}}}`
    await post(body, headersFor('tools/call', { name: 'greet' }))
    expect(({} as { x?: number }).x).toBeUndefined()
    await stillServed()
  })
})

describe('on HTTP', () => {
  const refused: readonly [string, () => Promise<Response>, number][] = [
    [
      'another media type',
      () => fetch(serving.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }),
      415,
    ],
    [
      'a compressed body',
      () =>
        fetch(serving.url, {
          method: 'POST',
          headers: { ...(json as Record<string, string>), 'content-encoding': 'gzip' },
          body: '{}',
        }),
      415,
    ],
    [
      'a body that is too large',
      () =>
        fetch(serving.url, {
          method: 'POST',
          headers: json as Record<string, string>,
          body: 'x'.repeat(5_000_000),
        }),
      413,
    ],
    ['another method', () => fetch(serving.url, { method: 'PUT' }), 405],
    [
      'another origin',
      () =>
        fetch(serving.url, {
          method: 'POST',
          headers: { ...(json as Record<string, string>), origin: 'https://evil.example' },
          body: '{}',
        }),
      403,
    ],
    [
      'a session that there is not',
      () => fetch(serving.url, { headers: { accept: 'text/event-stream', 'mcp-session-id': 'x' } }),
      404,
    ],
    ['no session', () => fetch(serving.url, { headers: { accept: 'text/event-stream' } }), 400],
  ]
  it.each(refused)('%s', async (_, send, status) => {
    const response = await send()
    const { error } = (await response.json()) as { error: { code: number; message: string } }
    expect([response.status, typeof error.message]).toEqual([status, 'string'])
    expect(error.code < -32_099 || error.code > -32_000).toBe(true)
    await stillServed()
  })
  it('another path, without JSON-RPC around what is said', async () => {
    const response = await fetch(new URL('/other', serving.url))
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }])
    await stillServed()
  })
})
