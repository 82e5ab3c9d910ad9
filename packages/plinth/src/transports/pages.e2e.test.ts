import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { staticToken } from '../auth/static-token.ts'
import { Plinth } from '../index.ts'
import { type HttpOptions, type HttpServing, serveHttp } from './http.ts'

const opened: HttpServing[] = []
afterEach(async () => {
  for (const serving of opened.splice(0)) await serving.close()
})

const serve = async (options: HttpOptions = {}) => {
  const server = new Plinth({ name: 'test' })
  server.tool('told', {}, (_, ctx) => {
    ctx.progress(1, 2)
    return 'told'
  })
  server.tool('asking', {}, async (_, ctx) => {
    const answer = await ctx.elicit('Sure?', z.object({ sure: z.boolean() }))
    return answer.action
  })
  server.tool(
    'endless',
    {},
    (_, ctx) => new Promise(resolve => ctx.signal.addEventListener('abort', resolve)),
  )
  const serving = await serveHttp(server.runtime.host, { port: 0, ...options })
  opened.push(serving)
  return serving
}

const PAGE = 'https://app.example'
const asks = (origin: string, headers = 'mcp-param-city, mcp-method, authorization') => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': headers,
  },
})
const verify = staticToken('a-token-of-a-test')

describe('pages of other origins', () => {
  it('are told, before they ask, what they may send', async () => {
    const { url } = await serve({ allowedOrigins: [PAGE], auth: { verify } })
    const answer = await fetch(url, asks(PAGE))
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': expect.stringContaining('DELETE'),
      vary: expect.stringContaining('Origin'),
    })
    const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(', ') ?? []
    for (const name of ['authorization', 'mcp-session-id', 'mcp-name', 'last-event-id', 'mcp-param-city'])
      expect(allowed).toContain(name)
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  })

  it('read answers and challenges where they are listed', async () => {
    const { url } = await serve({ allowedOrigins: [PAGE], auth: { verify } })
    const answer = await fetch(url, { method: 'POST', headers: { origin: PAGE } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(answer.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
    expect(answer.headers.get('vary')).toBe('Origin')
  })

  it.each([
    ['that are not listed', 'https://evil.example'],
    ['that only begin alike', `${PAGE}.evil.example`],
    ['of another scheme', 'http://app.example'],
    ['without a name', 'null'],
  ])('%s are refused, and told nothing', async (_, origin) => {
    const { url } = await serve({ allowedOrigins: [PAGE] })
    for (const request of [asks(origin), { method: 'POST', headers: { origin } }]) {
      const answer = await fetch(url, request)
      expect(answer.status).toBe(403)
      expect(answer.headers.has('access-control-allow-origin')).toBe(false)
    }
  })

  it('get nothing where no origin is listed, also those of the machine', async () => {
    const { url } = await serve()
    const answer = await fetch(url, asks('http://localhost:5173'))
    expect(answer.status).toBe(405)
    expect([...answer.headers.keys()].filter(name => /^(access-control|vary)/.test(name))).toEqual([])
  })

  it('get no header that only looks like a parameter', async () => {
    const { url } = await serve({ allowedOrigins: ['*'] })
    const answer = await fetch(url, asks(PAGE, 'mcp-param-a b, x-secret, mcp-param-'))
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(answer.headers.get('access-control-allow-headers')).not.toMatch(/x-secret|mcp-param/i)
  })
})

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
}

const post = (url: string, message: object, headers: Record<string, string>) =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  })

const callModern = (url: string, name: string) =>
  post(
    url,
    { id: 1, method: 'tools/call', params: { name, arguments: {}, _meta: { ...MODERN, progressToken: 1 } } },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  )

const beginLegacy = async (url: string) => {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: { elicitation: {} },
    clientInfo: { name: 'test', version: '1' },
  }
  const begun = await post(url, { id: 0, method: 'initialize', params }, {})
  const headers = {
    'mcp-session-id': begun.headers.get('mcp-session-id') ?? '',
    'mcp-protocol-version': '2025-11-25',
  }
  await post(url, { method: 'notifications/initialized' }, headers)
  return {
    headers,
    begun,
    send: (message: object) => post(url, message, headers),
    call: (name: string, id = 1) =>
      post(
        url,
        { id, method: 'tools/call', params: { name, arguments: {}, _meta: { progressToken: 1 } } },
        headers,
      ),
  }
}

const isJson = (answer: Response) => expect(answer.headers.get('content-type')).toMatch(/^application\/json/)

describe('a server that answers with single documents', () => {
  it('drops progress on 2026-07-28, and asks in the document', async () => {
    const { url } = await serve({ jsonResponse: true })
    const answer = await callModern(url, 'told')
    isJson(answer)
    expect(await answer.json()).toMatchObject({ id: 1, result: { content: [{ text: 'told' }] } })
    expect(await (await callModern(url, 'asking')).json()).toMatchObject({
      result: { resultType: 'input_required' },
    })
  })

  it('drops progress on older revisions, and says why it cannot ask', async () => {
    const { url } = await serve({ jsonResponse: true })
    const { begun, call } = await beginLegacy(url)
    isJson(begun)
    const answer = await call('told')
    isJson(answer)
    expect(await answer.json()).toMatchObject({ id: 1, result: { content: [{ text: 'told' }] } })
    const asked = await call('asking', 2)
    isJson(asked)
    expect(await asked.json()).toMatchObject({
      id: 2,
      error: {
        message: expect.stringContaining('single JSON documents'),
        data: { suggestion: expect.any(String) },
      },
    })
  })

  it('lets nobody wait for a call that was cancelled, or whose session has ended', async () => {
    const { url } = await serve({ jsonResponse: true })
    const { call, send, headers } = await beginLegacy(url)
    const cancelled = call('endless', 5)
    await new Promise(resolve => setTimeout(resolve, 100))
    await send({ method: 'notifications/cancelled', params: { requestId: 5 } })
    expect(await (await cancelled).json()).toMatchObject({
      id: 5,
      error: { message: 'The request was cancelled' },
    })
    const left = call('endless', 6)
    await new Promise(resolve => setTimeout(resolve, 100))
    await fetch(url, { method: 'DELETE', headers })
    expect((await left).status).toBe(404)
  })

  it('streams otherwise', async () => {
    const { url } = await serve()
    expect((await callModern(url, 'told')).headers.get('content-type')).toMatch(/^text\/event-stream/)
  })
})

it('does not reset what is sent while it stops to accept', async () => {
  const serving = await serve()
  expect(await (await callModern(serving.url, 'told')).text()).toContain('told')
  const stopped = serving.stopAccepting()
  // On the connection that the first call has left open.
  const answer = await callModern(serving.url, 'told')
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
  await answer.text()
  await stopped
  await expect(callModern(serving.url, 'told')).rejects.toThrow()
  const taker = createServer().listen(serving.port, '127.0.0.1')
  await new Promise(resolve => taker.once('listening', resolve))
  taker.close()
})
