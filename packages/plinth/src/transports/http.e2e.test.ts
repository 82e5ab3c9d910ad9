import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { staticToken } from '../auth/static-token.ts'
import { Plinth } from '../index.ts'
import { createCustomRoutes } from './custom-routes.ts'
import { type HttpOptions, type HttpServing, serveHttp } from './http.ts'

const ERAS = ['modern', 'legacy'] as const
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const serve = async (server: Plinth, options: HttpOptions = {}): Promise<HttpServing> => {
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, { port: 0, ...options })
  open.push(serving)
  return serving
}

const connect = async (
  serving: HttpServing,
  era: (typeof ERAS)[number],
  prepare: (client: Client) => void = () => {},
  headers: Record<string, string> = {},
) => {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {} } },
      versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' },
    },
  )
  prepare(client)
  await client.connect(new StreamableHTTPClientTransport(new URL(serving.url), { requestInit: { headers } }))
  open.push(client)
  return client
}

const greeter = () => {
  const server = new Plinth({ name: 'greeter' })
  server.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)
  return server
}

describe.each(ERAS)('over HTTP, a %s client', era => {
  it('lists and calls tools', async () => {
    const client = await connect(await serve(greeter()), era)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['greet'])
    const result = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
    expect(result.content).toEqual([{ type: 'text', text: 'Hello, Ada' }])
  })

  it('is asked for input, and gets progress before the result', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('wipe', {}, async (_, ctx) => {
      ctx.progress(1, 2)
      const answer = await ctx.elicit('Really?', z.object({ sure: z.boolean() }))
      ctx.progress(2, 2)
      return answer.action === 'accept' && answer.content.sure ? 'wiped' : 'left'
    })
    const client = await connect(await serve(server), era, one =>
      one.setRequestHandler('elicitation/create', async () => ({
        action: 'accept',
        content: { sure: true },
      })),
    )
    const seen: number[] = []
    const result = await client.callTool(
      { name: 'wipe', arguments: {} },
      { onprogress: ({ progress }) => seen.push(progress) },
    )
    expect(result.content).toEqual([{ type: 'text', text: 'wiped' }])
    expect(seen.length).toBeGreaterThan(0)
  })

  it('hears of a tool that was disabled', async () => {
    const server = greeter()
    const other = server.tool('other', {}, () => 'x')
    const heard: string[] = []
    const client = await connect(await serve(server), era, one =>
      one.setNotificationHandler('notifications/tools/list_changed', () => void heard.push('changed')),
    )
    if (era === 'modern') await client.listen({ toolsListChanged: true })
    await new Promise(resolve => setTimeout(resolve, 100))
    other.disable()
    await expect.poll(() => heard).toEqual(['changed'])
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['greet'])
  })
})

it('cancels a call when a modern client goes away, and not when a legacy one does', async () => {
  const aborted: Record<string, boolean> = {}
  const begun: string[] = []
  const server = new Plinth({ name: 'test' })
  server.tool('wait', { input: z.object({ who: z.string() }) }, async ({ who }, ctx) => {
    begun.push(who)
    ctx.signal.addEventListener('abort', () => {
      aborted[who] = true
    })
    await new Promise(resolve => setTimeout(resolve, 300))
    return 'done'
  })
  const serving = await serve(server)
  for (const era of ERAS) {
    const client = await connect(serving, era)
    const call = client.callTool({ name: 'wait', arguments: { who: era } }).catch(() => {})
    await expect.poll(() => begun).toContain(era)
    if (era === 'modern') await client.close()
    else await client.close()
    await call
  }
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(aborted).toEqual({ modern: true })
})

it('keeps everything behind the token, except public routes', async () => {
  const routes = createCustomRoutes(
    [
      { configure: app => app.get('/about', c => c.text('public')), public: true },
      { configure: app => app.get('/inside', c => c.text('private')), public: false },
    ],
    () => {},
  )
  const token = 'a-long-enough-token'
  const serving = await serve(greeter(), { auth: { verify: staticToken(token) }, routes })
  const at = (path: string) => new URL(path, serving.url)
  const authorization = { authorization: `Bearer ${token}` }
  for (const path of ['/mcp', '/inside', '/nothing']) {
    const refused = await fetch(at(path))
    expect([path, refused.status]).toEqual([path, 401])
    expect(refused.headers.get('www-authenticate')).toContain('Bearer')
  }
  expect((await fetch(at('/inside'), { headers: { authorization: 'Bearer wrong-but-long' } })).status).toBe(
    401,
  )
  expect(await (await fetch(at('/about'))).text()).toBe('public')
  expect(await (await fetch(at('/inside'), { headers: authorization })).text()).toBe('private')
  expect((await fetch(at('/nothing'), { headers: authorization })).status).toBe(404)
  const client = await connect(serving, 'modern', undefined, authorization)
  expect((await client.listTools()).tools).toHaveLength(1)
})

it.each(['天気', 'a "quoted" name', 'a\nb'])('challenges in the name of a server called %j', async name => {
  const serving = await serve(new Plinth({ name }), { auth: { verify: staticToken('a-long-enough-token') } })
  const refused = await fetch(serving.url)
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer realm="[ a-z]*"$/)
})

it('ends idle sessions, evicts the oldest beyond the limit, and refuses when all are busy', async () => {
  const serving = await serve(greeter(), { maxSessions: 2 })
  const hello = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  }
  const initialize = async () => {
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(hello),
    })
    await response.text()
    return response.headers.get('mcp-session-id') ?? ''
  }
  const ids = [await initialize(), await initialize(), await initialize()]
  const list = (id: string, version = '2025-11-25') =>
    fetch(serving.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-session-id': id,
        'mcp-protocol-version': version,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
    })
  const statuses: number[] = []
  for (const id of ids) statuses.push((await list(id)).status)
  expect(statuses).toEqual([404, 200, 200])
  expect((await list(ids[2] as string, '1999-01-01')).status).toBe(400)
  const get = (id: string) =>
    fetch(serving.url, { headers: { accept: 'text/event-stream', 'mcp-session-id': id } })
  const streams = [await get(ids[1] as string), await get(ids[2] as string)]
  expect(streams.map(({ status }) => status)).toEqual([200, 200])
  expect((await get(ids[1] as string)).status).toBe(409)
  const full = await fetch(serving.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(hello),
  })
  expect(full.status).toBe(503)
  expect(full.headers.get('retry-after')).toBe('5')
  for (const stream of streams) await stream.body?.cancel()
})
