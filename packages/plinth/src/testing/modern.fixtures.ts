import { z } from 'zod'
import { type Middleware, Plinth, result } from '../index.ts'
import { metaKeys } from '../lanes/intake/envelope.ts'
import type { Notification } from './wire.fixtures.ts'

type Fields = Readonly<Record<string, unknown>>

/** The metadata that every request of 2026-07-28 carries. */
export const modernMeta = (extra: Fields = {}): Fields => ({
  [metaKeys.protocolVersion]: '2026-07-28',
  [metaKeys.clientInfo]: { name: 'test', version: '1.0.0' },
  [metaKeys.clientCapabilities]: {},
  ...extra,
})

/** A request of 2026-07-28 as it stands on the wire. */
export const modernRequest = (id: unknown, method: string, params: Fields = {}, meta: Fields = {}) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { ...params, _meta: modernMeta(meta) },
})

/** The headers that belong to a message over HTTP. */
export const headersOf = ({ method = '', params = {} }: { method?: string; params?: Fields }) => {
  const name = params.name ?? params.uri
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
  }
}

/** What an event stream said, message by message. */
export const eventsIn = (
  text: string,
): (Notification & { id?: unknown; result?: Fields; error?: Fields })[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('data: '))
    .map(line => JSON.parse(line.slice('data: '.length)))

const limited: Middleware = async () => ({
  kind: 'refused',
  refusal: { reason: 'rate_limited', code: 'RATE_LIMITED', message: 'Too often', retryAfterMs: 1_000 },
})

/** A server with something of everything that a lane has to carry. */
export const everyKind = () => {
  const state = { aborted: [] as unknown[] }
  const server = new Plinth({ name: 'every kind', version: '1.2.3', instructions: 'Ask.', pageSize: 3 })
  server.tool('echo', { input: z.object({ text: z.string() }) }, ({ text }) => text)
  server.tool(
    'add',
    { input: z.object({ a: z.number(), b: z.number() }), output: z.object({ sum: z.number() }) },
    ({ a, b }) => ({
      sum: a + b,
    }),
  )
  server.tool('list', { output: z.array(z.number()) }, () => result({ structured: [1, 2], content: [] }))
  server.tool('meta', {}, () => result({ content: ['x'], meta: { mine: true } }))
  server.tool('seen', {}, (_, ctx) => ({ meta: ctx.meta }))
  server.tool('fail', {}, () => {
    throw new Error('postgres://admin:hunter2@db')
  })
  server.tool('limited', { use: [limited] }, () => 'never')
  server.tool('steps', { input: z.object({ count: z.int() }) }, ({ count }, ctx) => {
    for (let step = 1; step <= count; step++) {
      ctx.progress(step, count)
      ctx.log.info('step', { step })
    }
    ctx.log.error('the last\nline')
    return 'done'
  })
  server.tool(
    'wait',
    { input: z.object({ chatty: z.boolean().default(false) }) },
    async ({ chatty }, ctx) => {
      if (chatty) ctx.progress(1)
      const { promise, resolve } = Promise.withResolvers<string>()
      if (ctx.signal.aborted) resolve('aborted')
      ctx.signal.addEventListener('abort', () => resolve('aborted'))
      const ended = await promise
      state.aborted.push(ctx.requestId)
      ctx.progress(2)
      ctx.log.error('too late')
      return ended
    },
  )
  server.tool('ask', {}, async (_, ctx) => {
    const { action } = await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    return action
  })
  server.prompt(
    'greet',
    { args: z.object({ name: z.string() }), complete: { name: value => [`${value}!`] } },
    ({ name }) => `Hi, ${name}`,
  )
  server.resource(
    'note://one',
    { mimeType: 'text/plain', cache: { ttlMs: 5_000, scope: 'public' } },
    () => 'a note',
  )
  server.resource('file:///{+path}', {}, ({ path }) => `at ${path}`)
  return { server, state }
}
