import { expect, it } from 'vitest'
import type { Message } from './messages.ts'
import { createStdioProxy } from './stdio-proxy.ts'

const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
const BUSY = {
  code: -32_603,
  message: 'The server was stopped while it worked on this: a.ts changed. Ask again.',
}

/** A proxy with both of its ends in hand. */
const setUp = () => {
  const client: Message[] = []
  const noise: string[] = []
  const proxy = createStdioProxy({
    toClient: line => client.push(JSON.parse(line)),
    onNoise: line => noise.push(line),
  })
  const take = (messages: Message[]) => messages.splice(0)
  const start = () => {
    const heard: Message[] = []
    proxy.attach(line => heard.push(JSON.parse(line)))
    return { heard: () => take(heard) }
  }
  return {
    proxy,
    noise,
    start,
    client: () => take(client),
    says: (message: object) => proxy.fromClient(JSON.stringify({ jsonrpc: '2.0', ...message })),
    serverSays: (message: object) => proxy.fromServer(JSON.stringify({ jsonrpc: '2.0', ...message })),
  }
}

/** The same, after the handshake of an older client. */
const connected = () => {
  const all = setUp()
  const server = all.start()
  all.says({ id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } })
  all.serverSays({ id: 0, result: { capabilities: { tools: {} } } })
  all.says({ method: 'notifications/initialized' })
  server.heard()
  return { ...all, greeting: all.client(), server }
}

const restart = ({ proxy, start, serverSays }: ReturnType<typeof setUp>) => {
  proxy.detach('a.ts changed')
  const server = start()
  const hello = server.heard()
  serverSays({ id: 'plinth-dev-hello', result: {} })
  return { ...server, hello }
}

it('carries messages both ways, and tells the client that any list may change', () => {
  const { says, serverSays, client, server, greeting } = connected()
  expect(greeting).toMatchObject([
    { id: 0, result: { capabilities: { tools: { listChanged: true }, prompts: { listChanged: true } } } },
  ])
  says({ id: 1, method: 'tools/call' })
  expect(server.heard()).toEqual([{ jsonrpc: '2.0', id: 1, method: 'tools/call' }])
  serverSays({ id: 1, result: { content: [] } })
  expect(client()).toEqual([{ jsonrpc: '2.0', id: 1, result: { content: [] } }])
})

it('says to the next server what an older client said to the first, and tells the client of changed lists', () => {
  const all = connected()
  all.says({ id: 1, method: 'logging/setLevel', params: { level: 'debug' } })
  all.says({ id: 2, method: 'resources/subscribe', params: { uri: 'a://b' } })
  all.says({ id: 3, method: 'resources/subscribe', params: { uri: 'c://d' } })
  all.says({ id: 4, method: 'resources/unsubscribe', params: { uri: 'c://d' } })
  for (const id of [1, 2, 3, 4]) all.serverSays({ id, result: {} })
  all.client()
  const next = restart(all)
  expect(next.hello).toMatchObject([{ method: 'initialize', params: { protocolVersion: '2025-11-25' } }])
  expect(next.heard().map(({ method }) => method)).toEqual([
    'notifications/initialized',
    'logging/setLevel',
    'resources/subscribe',
  ])
  expect(all.client().map(({ method }) => method)).toEqual([
    'notifications/tools/list_changed',
    'notifications/prompts/list_changed',
    'notifications/resources/list_changed',
  ])
  all.serverSays({ id: 'plinth-dev-repeated-0', result: {} })
  expect(all.client()).toEqual([])
})

it('opens the subscriptions of a client of 2026-07-28 again, without acknowledging them twice', () => {
  const all = setUp()
  all.start()
  const params = { _meta: META, notifications: { toolsListChanged: true } }
  all.says({ id: 'sub', method: 'subscriptions/listen', params })
  const acknowledged = {
    method: 'notifications/subscriptions/acknowledged',
    params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' } },
  }
  all.serverSays(acknowledged)
  expect(all.client()).toMatchObject([acknowledged])
  const next = restart(all)
  expect(next.hello).toMatchObject([{ method: 'server/discover', params: { _meta: META } }])
  expect(next.heard()).toMatchObject([{ id: 'sub', method: 'subscriptions/listen', params }])
  all.serverSays(acknowledged)
  expect(all.client()).toEqual([
    {
      jsonrpc: '2.0',
      method: 'notifications/tools/list_changed',
      params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' } },
    },
  ])
})

it('answers calls in flight with an error, and asks again what changes nothing', () => {
  const all = connected()
  all.says({ id: 1, method: 'tools/call' })
  all.says({ id: 2, method: 'tools/list' })
  const next = restart(all)
  expect(all.client()).toContainEqual({ jsonrpc: '2.0', id: 1, error: BUSY })
  expect(next.heard()).toContainEqual({ jsonrpc: '2.0', id: 2, method: 'tools/list' })
})

it('keeps requests while a server starts, but not those that are cancelled', () => {
  const all = connected()
  all.proxy.detach('a.ts changed')
  all.says({ id: 1, method: 'tools/call' })
  all.says({ id: 2, method: 'tools/call' })
  all.says({ method: 'notifications/cancelled', params: { requestId: 1 } })
  const next = all.start()
  all.serverSays({ id: 'plinth-dev-hello', result: {} })
  expect(next.heard().filter(({ method }) => method === 'tools/call')).toMatchObject([{ id: 2 }])
})

it('says why there is no server, and goes on with the next one', () => {
  const all = connected()
  all.proxy.detach('a.ts changed')
  all.says({ id: 1, method: 'tools/call' })
  all.start()
  all.proxy.detach('it ended with code 3')
  all.proxy.broken('SyntaxError: a.ts:1')
  all.says({ id: 2, method: 'tools/call' })
  const message = 'The server does not start: SyntaxError: a.ts:1. It is started again when a file changes.'
  expect(all.client().filter(({ error }) => error)).toEqual(
    [1, 2].map(id => ({ jsonrpc: '2.0', id, error: { code: -32_603, message } })),
  )
  const next = restart(all)
  all.says({ id: 3, method: 'tools/call' })
  expect(next.heard().at(-1)).toMatchObject({ id: 3 })
})

it('lets a client that connects wait for a server that starts', () => {
  const all = setUp()
  all.start()
  all.says({ id: 0, method: 'initialize' })
  all.proxy.detach('it ended')
  all.proxy.broken('it ended')
  expect(all.client()).toEqual([])
  all.proxy.detach('a.ts changed')
  expect(all.start().heard()).toMatchObject([{ id: 0, method: 'initialize' }])
})

it('withdraws what a server asked that is gone, and gives its successor no answer that is not its own', () => {
  const all = connected()
  all.serverSays({ id: 0, method: 'elicitation/create' })
  const [question] = all.client()
  expect(question).toMatchObject({ method: 'elicitation/create' })
  const next = restart(all)
  expect(all.client()).toContainEqual({
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId: question?.id, reason: 'a.ts changed' },
  })
  next.heard()
  all.says({ id: question?.id, result: { action: 'accept' } })
  expect(next.heard()).toEqual([])
  all.serverSays({ id: 0, method: 'elicitation/create' })
  const [again] = all.client()
  expect(again?.id).not.toBe(question?.id)
  all.says({ id: again?.id, result: { action: 'accept' } })
  expect(next.heard()).toEqual([{ jsonrpc: '2.0', id: 0, result: { action: 'accept' } }])
})

it('gives an empty list of what the server has nothing of', () => {
  const all = connected()
  all.says({ id: 1, method: 'prompts/list' })
  all.says({ id: 2, method: 'resources/list', params: { _meta: META } })
  for (const id of [1, 2]) all.serverSays({ id, error: { code: -32_601, message: 'no' } })
  expect(all.client().map(({ result }) => result)).toEqual([
    { prompts: [] },
    { resultType: 'complete', ttlMs: 0, cacheScope: 'private', resources: [] },
  ])
})

it('does not pass on what the server prints', () => {
  const all = connected()
  all.proxy.fromServer('console.log was here')
  expect(all.client()).toEqual([])
  expect(all.noise).toEqual(['console.log was here'])
})
