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

it('answers the rest of a batch when a part of it is cancelled', async () => {
  const server = greeter()
  server.tool('wait', {}, (_, { signal }) => {
    const { promise, reject } = Promise.withResolvers<string>()
    signal.addEventListener('abort', () => reject(signal.reason))
    return promise
  })
  const client = serve(server)
  await client.ask(initialize('2025-03-26'))
  const wait = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'wait' } })
  const cancel = (requestId: number) => ({
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId },
  })
  const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' })
  client.write(`${JSON.stringify([wait(1), ping(2)])}\n`)
  expect(await client.ask(cancel(1))).toEqual([{ jsonrpc: '2.0', id: 2, result: {} }])
  expect(await client.ask([wait(3), ping(4), cancel(3)])).toEqual([{ jsonrpc: '2.0', id: 4, result: {} }])
  client.write(`${JSON.stringify([wait(5)])}\n${JSON.stringify(cancel(5))}\n`)
  expect(await client.ask(ping(6))).toMatchObject({ id: 6 })
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

describe('when it stops', () => {
  const asking = () => {
    const server = greeter()
    server.tool('ask', {}, async (_, ctx) => {
      const { action } = await ctx.elicit('Sure?', z.object({ sure: z.boolean() }))
      return action
    })
    return server
  }
  const call = (id: number, name: string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } })
  const begin = async () => {
    const client = serve(asking())
    const hello = initialize('2025-11-25')
    await client.ask({ ...hello, params: { ...hello.params, capabilities: { elicitation: {} } } })
    const question = (await client.ask(call(1, 'ask'))) as Message
    return { client, question }
  }

  it('refuses new requests, and still takes answers to its questions', async () => {
    const { client, question } = await begin()
    client.serving.stopAccepting()
    let idle = false
    const settled = client.serving.idle().then(() => {
      idle = true
    })
    expect(await client.ask(call(2, 'greet'))).toMatchObject({ id: 2, error: { code: -31503 } })
    expect(idle).toBe(false)
    const result = { action: 'decline' }
    expect(await client.ask({ jsonrpc: '2.0', id: question.id, result })).toMatchObject({
      id: 1,
      result: { content: [{ text: 'decline' }] },
    })
    await settled
  })

  it('refuses a batch, each request of it', async () => {
    const client = serve(greeter())
    await client.ask(initialize('2025-03-26'))
    client.serving.stopAccepting()
    const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' })
    expect(await client.ask([ping(1), ping(2)])).toMatchObject([
      { id: 1, error: { code: -31503 } },
      { id: 2, error: { code: -31503 } },
    ])
  })

  it('fails a call whose question nobody can answer any more', async () => {
    const { client } = await begin()
    client.input.end()
    await client.serving.idle()
    expect(await client.next()).toMatchObject({ id: 1 })
  })

  it('does not wait for subscriptions, nor for what was cancelled', async () => {
    const client = serve(greeter())
    await client.ask(modern(1, 'subscriptions/listen', { notifications: { toolsListChanged: true } }))
    await client.serving.idle()
  })

  it('loses no answer to a client that reads slowly', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('chatty', {}, (_, ctx) => {
      for (let n = 1; n <= 20; n++) ctx.progress(n, 20, 'x'.repeat(10_000))
      return 'the end'
    })
    const [input, output] = [new PassThrough(), new PassThrough({ highWaterMark: 1024 })]
    const serving = serveStdio(server.runtime.host, { input, output })
    const request = modern(1, 'tools/call', { name: 'chatty' })
    const _meta = { ...META, progressToken: 'p' }
    input.write(`${JSON.stringify({ ...request, params: { ...request.params, _meta } })}\n`)
    await once(output, 'readable')
    serving.stopAccepting()
    const stopped = Promise.all([server.runtime.dispatcher.idle(), serving.idle()]).then(() =>
      serving.close(),
    )
    await server.runtime.dispatcher.idle()
    let read = ''
    output.on('data', chunk => {
      read += chunk
    })
    await stopped
    expect(read).toContain('the end')
  })
})
