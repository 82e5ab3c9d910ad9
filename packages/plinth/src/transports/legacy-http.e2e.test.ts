import { afterEach, describe, expect, it } from 'vitest'
import { Plinth } from '../index.ts'
import { type HttpOptions, type HttpServing, serveHttp } from './http.ts'

const open: HttpServing[] = []

afterEach(async () => {
  for (const serving of open.splice(0)) await serving.close()
})

const serve = async (options: HttpOptions = {}) => {
  const aborted: unknown[] = []
  const server = new Plinth({ name: 'test' })
  server.tool('quick', {}, () => 'quick')
  server.tool('wait', {}, (_, { signal, requestId }) => {
    const { promise, reject } = Promise.withResolvers<string>()
    signal.addEventListener('abort', () => {
      aborted.push(requestId)
      reject(signal.reason)
    })
    return promise
  })
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, { port: 0, ...options })
  open.push(serving)
  const post = (body: object, headers: Record<string, string> = {}) =>
    fetch(serving.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(body),
    })
  const initialize = (params: object) => post({ jsonrpc: '2.0', id: 'init', method: 'initialize', params })
  const begin = async (protocolVersion: string) => {
    const clientInfo = { name: 'test', version: '1.0.0' }
    const answer = await initialize({ protocolVersion, capabilities: {}, clientInfo })
    await answer.text()
    const headers = { 'mcp-session-id': String(answer.headers.get('mcp-session-id')) }
    return (body: object) => post(body, headers)
  }
  return { serving, aborted, initialize, begin }
}

const call = (id: number, name: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})
const cancel = (requestId: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId },
})
const dataIn = (events: string): unknown[] =>
  [...events.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(String(data)))

describe('a request that its client cancels', () => {
  it('gets no answer, and its stream ends', async () => {
    const { begin, aborted, serving } = await serve()
    const send = await begin('2025-11-25')
    const waiting = await send(call(7, 'wait'))
    expect((await send(cancel(7))).status).toBe(202)
    expect(dataIn(await waiting.text())).toEqual([])
    expect(aborted).toEqual([7])
    expect(dataIn(await (await send(call(8, 'quick'))).text())).toMatchObject([{ id: 8 }])
    await serving.stopAccepting()
    await serving.idle()
  })

  it('does not take the answers of its batch with it', async () => {
    const { begin } = await serve()
    const send = await begin('2025-03-26')
    const batch = await send([call(1, 'wait'), call(2, 'quick')])
    await send(cancel(1))
    const answers = dataIn(await batch.text())
    expect(answers).toContainEqual(expect.objectContaining({ id: 2, result: expect.anything() }))
  })
})

it.each([{}, { protocolVersion: '2025-11-25' }, { protocolVersion: 1, capabilities: {}, clientInfo: {} }])(
  'begins no session for initialize with %j',
  async params => {
    const { initialize, begin } = await serve({ maxSessions: 1 })
    const kept = await begin('2025-11-25')
    const refused = await initialize(params)
    expect(refused.status).toBe(400)
    expect(refused.headers.get('mcp-session-id')).toBeNull()
    expect(await refused.json()).toMatchObject({ id: 'init', error: { code: -32602 } })
    expect((await kept(call(1, 'quick'))).status).toBe(200)
  },
)

it('begins the ids of sessions with what a balancer goes by', async () => {
  const { initialize } = await serve({ sessionPrefix: 'b2' })
  const clientInfo = { name: 'test', version: '1.0.0' }
  const answer = await initialize({ protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
  await answer.text()
  expect(answer.headers.get('mcp-session-id')).toMatch(/^b2\.[0-9a-f-]{36}$/)
})
