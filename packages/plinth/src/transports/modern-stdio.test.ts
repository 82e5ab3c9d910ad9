import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { everyKind, modernRequest } from '../testing/modern.fixtures.ts'
import { type StdioServing, serveStdio } from './stdio.ts'

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId'
const SERVER = { 'io.modelcontextprotocol/serverInfo': { name: 'every kind', version: '1.2.3' } }

const open: StdioServing[] = []
afterEach(async () => {
  for (const serving of open.splice(0)) await serving.close()
})

// biome-ignore lint/suspicious/noExplicitAny: what a server says is looked at, not assumed
type Message = any

const start = () => {
  const { server, state } = everyKind()
  const [input, output] = [new PassThrough(), new PassThrough()]
  const serving = serveStdio(server.runtime.host, { input, output })
  open.push(serving)
  let text = ''
  output.on('data', chunk => {
    text += chunk
  })
  const messages = (): Message[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line))
  const say = (message: object) => void input.write(`${JSON.stringify(message)}\n`)
  return {
    server,
    state,
    serving,
    output,
    messages,
    say,
    async ask(...request: Parameters<typeof modernRequest>): Promise<Message> {
      say(modernRequest(...request))
      const find = () => messages().find(({ id }) => id === request[0])
      while (!find()) await once(output, 'data')
      return find()
    },
    cancel: (requestId: unknown) =>
      say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } }),
  }
}

it('answers with the id of the request, one line for each message', async () => {
  const client = start()
  expect(await client.ask('a\nb', 'tools/call', { name: 'echo', arguments: { text: 'two\nlines' } })).toEqual(
    {
      jsonrpc: '2.0',
      id: 'a\nb',
      result: { content: [{ type: 'text', text: 'two\nlines' }], resultType: 'complete', _meta: SERVER },
    },
  )
  expect(client.messages()).toHaveLength(1)
})

it.each([
  ['server/discover', {}, { result: { supportedVersions: ['2026-07-28'] } }],
  ['tools/list', {}, { result: { resultType: 'complete', ttlMs: 0 } }],
  ['nothing/like/it', {}, { error: { code: -32601 } }],
  ['tools/call', { name: 'ask' }, { error: { code: -32021 } }],
  ['tools/call', { name: 'ask', requestState: 5 }, { error: { code: -32602 } }],
  ['subscriptions/listen', {}, { error: { code: -32602 } }],
])('answers %s %j', async (method, params, expected) => {
  expect(await start().ask(1, method, params)).toMatchObject({ id: 1, ...expected })
})

it('sends progress and log lines before the answer they belong to', async () => {
  const client = start()
  const meta = { progressToken: 'p', 'io.modelcontextprotocol/logLevel': 'info' }
  await client.ask(1, 'tools/call', { name: 'steps', arguments: { count: 1 } }, meta)
  expect(client.messages().map(({ method, id }) => method ?? id)).toEqual([
    'notifications/progress',
    'notifications/message',
    'notifications/message',
    1,
  ])
})

it('stops what is cancelled, and says nothing more of it', async () => {
  const client = start()
  client.say(modernRequest('stop', 'tools/call', { name: 'wait' }, { progressToken: 1 }))
  client.say(modernRequest('stay', 'tools/call', { name: 'wait' }))
  client.cancel('unknown')
  client.cancel('stop')
  await expect.poll(() => client.state.aborted).toEqual(['stop'])
  await turn()
  expect(client.messages()).toEqual([])
  client.cancel('stay')
  await client.serving.idle()
})

it('refuses an id that stands for another request, which is answered all the same', async () => {
  const client = start()
  client.say(modernRequest(1, 'tools/call', { name: 'wait' }))
  expect(await client.ask(1, 'tools/list')).toMatchObject({ error: { code: -32600 } })
  client.cancel(1)
  await expect.poll(() => client.state.aborted).toEqual([1])
})

it('has several subscriptions at once, each acknowledged first, told apart by their ids, and cancelled alone', async () => {
  const client = start()
  client.say(modernRequest('a', 'subscriptions/listen', { notifications: { toolsListChanged: true } }))
  client.say(
    modernRequest('b', 'subscriptions/listen', {
      notifications: { toolsListChanged: true, promptsListChanged: true },
    }),
  )
  await expect.poll(() => client.messages().length).toBe(2)
  const { bus } = client.server.runtime.host
  bus.publish({ type: 'tools_changed' })
  await expect.poll(() => client.messages().length).toBe(4)
  client.cancel('a')
  await turn()
  bus.publish({ type: 'tools_changed' })
  bus.publish({ type: 'resources_changed' })
  await expect.poll(() => client.messages().length).toBe(5)
  expect(
    client.messages().map(({ method, params }) => [method.slice(14), params._meta[SUBSCRIPTION]]),
  ).toEqual([
    ['subscriptions/acknowledged', 'a'],
    ['subscriptions/acknowledged', 'b'],
    ['tools/list_changed', 'a'],
    ['tools/list_changed', 'b'],
    ['tools/list_changed', 'b'],
  ])
})

it('ends a subscription with its result, and by name, when it stops', async () => {
  const client = start()
  client.say(modernRequest('s', 'subscriptions/listen', { notifications: {} }))
  await expect.poll(() => client.messages().length).toBe(1)
  await client.serving.idle()
  await client.serving.close()
  expect(client.messages().slice(1)).toEqual([
    {
      jsonrpc: '2.0',
      id: 's',
      result: { resultType: 'complete', _meta: { [SUBSCRIPTION]: 's', ...SERVER } },
    },
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 's' } },
  ])
})

it('refuses what comes while it stops, and answers what is in flight', async () => {
  const client = start()
  client.say(modernRequest(1, 'tools/call', { name: 'wait' }))
  await turn()
  client.serving.stopAccepting()
  expect(await client.ask(2, 'tools/list')).toMatchObject({ error: { code: -31503 } })
  let idle = false
  void client.serving.idle().then(() => {
    idle = true
  })
  await turn()
  expect(idle).toBe(false)
  client.cancel(1)
  await expect.poll(() => idle).toBe(true)
})

it('serves both eras on one connection', { timeout: 20_000 }, async () => {
  const client = start()
  expect(await client.ask(1, 'tools/list')).toMatchObject({ result: { resultType: 'complete' } })
  const clientInfo = { name: 'old', version: '1' }
  client.say({
    jsonrpc: '2.0',
    id: 2,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
  })
  // The first older message loads the SDK.
  await expect
    .poll(() => client.messages().at(-1)?.result?.protocolVersion, { timeout: 15_000 })
    .toBe('2025-11-25')
  client.say({ jsonrpc: '2.0', method: 'notifications/initialized' })
  client.say({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'wait' } })
  client.say(modernRequest(4, 'tools/call', { name: 'wait' }))
  client.cancel(3)
  await expect.poll(() => client.state.aborted).toEqual([3])
  client.cancel(4)
  await expect.poll(() => client.state.aborted).toEqual([3, 4])
})
