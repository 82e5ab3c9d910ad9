import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../index.ts'
import { type StdioServing, serveStdio } from './stdio.ts'

const open: StdioServing[] = []
afterEach(async () => {
  for (const serving of open.splice(0)) await serving.close()
})

type Message = { id?: unknown; result?: Record<string, unknown>; error?: { code: number; message: string } }

const serve = (server = new Plinth({ name: 'test' })) => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let ended = 0
  const serving = serveStdio(server.runtime.host, { input, output, onEnd: () => ended++ })
  open.push(serving)
  const lines: string[] = []
  let rest = ''
  output.on('data', chunk => {
    const parts = `${rest}${chunk}`.split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  const next = async (): Promise<Message | Message[]> => {
    while (lines.length === 0) await once(output, 'data')
    return JSON.parse(lines.shift() as string)
  }
  return {
    input,
    serving,
    lines,
    next,
    get ended() {
      return ended
    },
    write: (line: string | Uint8Array) => input.write(line),
    ask: (message: object | string) => {
      input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`)
      return next()
    },
  }
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}
const modern = (id: unknown, method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { ...params, _meta: META },
})
const initialize = (protocolVersion: string) => ({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})

const greeter = () => {
  const server = new Plinth({ name: 'greeter' })
  server.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)
  return server
}

describe('what is no message is answered, and the next one is served', () => {
  const bad: readonly [string, string | Uint8Array, number][] = [
    ['invalid UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d, 0x0a), -32_700],
    ['unparsable JSON', '{"jsonrpc":\n', -32_700],
    ['a scalar', '42\n', -32_600],
    ['an empty batch', '[]\n', -32_600],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]\n', -32_600],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"tools/list"}\n', -32_600],
    ['an id that is null', '{"jsonrpc":"2.0","id":null,"method":"tools/list"}\n', -32_600],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, -32_600],
    ['a line of 32 MB', `"${'x'.repeat(32 * 1024 * 1024)}"\n`, -32_600],
  ]
  it.each(bad)('%s', async (_, bytes, code) => {
    const client = serve(greeter())
    client.write(bytes)
    const refused = (await client.next()) as Message
    expect(refused.error?.code).toBe(code)
    const served = (await client.ask(modern(7, 'tools/list'))) as Message
    expect(served).toMatchObject({ id: 7, result: { tools: [{ name: 'greet' }] } })
  })
})

it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])('speaks %s', async revision => {
  const client = serve(greeter())
  const begun = (await client.ask(initialize(revision))) as Message
  expect(begun.result?.protocolVersion).toBe(revision)
  client.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
  const called = await client.ask({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'greet', arguments: { name: 'Ada' } },
  })
  expect(called).toMatchObject({ id: 1, result: { content: [{ type: 'text', text: 'Hello, Ada' }] } })
})

it('answers a batch with a batch on 2025-03-26, errors included', async () => {
  const client = serve(greeter())
  await client.ask(initialize('2025-03-26'))
  const answers = await client.ask(
    '[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","id":{},"method":"ping"}]',
  )
  expect(answers).toHaveLength(3)
  expect((answers as Message[]).map(({ id }) => id).sort()).toEqual([1, 2, null])
})

it('tells apart what is in flight, and cancels the one that is named', async () => {
  const server = new Plinth({ name: 'test' })
  const aborted: string[] = []
  server.tool('wait', { input: z.object({ who: z.string() }) }, ({ who }, ctx) => {
    return new Promise<string>(resolve => {
      if (who === 'quick') resolve('done')
      ctx.signal.addEventListener('abort', () => {
        aborted.push(who)
        resolve('aborted')
      })
    })
  })
  const client = serve(server)
  const call = (id: number, who: string) =>
    JSON.stringify(modern(id, 'tools/call', { name: 'wait', arguments: { who } }))
  client.write(`${call(1, 'first')}\n${call(2, 'second')}\n`)
  expect(await client.ask(call(3, 'quick'))).toMatchObject({ id: 3 })
  client.write('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n')
  await expect.poll(() => aborted).toEqual(['first'])
  expect(await client.ask(call(4, 'quick'))).toMatchObject({ id: 4 })
})

it('says once that the client has closed its end', async () => {
  const client = serve()
  client.input.end()
  await expect.poll(() => client.ended).toBe(1)
})
