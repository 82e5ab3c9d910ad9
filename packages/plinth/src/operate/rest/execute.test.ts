import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { requireRoles } from '../../auth/require-roles.ts'
import { requireScopes } from '../../auth/require-scopes.ts'
import { staticTokens } from '../../auth/static-tokens.ts'
import type { VerifyCredential } from '../../define/credential.ts'
import { Plinth } from '../../plinth.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { createOperatorApi } from '../api.ts'
import { createHealth } from '../health.ts'
import { createReadiness } from '../readiness.ts'

const knowsAnn = staticTokens([{ name: 'ann', token: 'token-of-ann', scopes: ['shop'] }])

const setUp = (declare: (server: Plinth) => void, verify: VerifyCredential = knowsAnn) => {
  const server = new Plinth({ name: 'shop' })
  declare(server)
  const api = createOperatorApi({
    runtime: server.runtime,
    health: createHealth({ service: 'shop', version: '1', transport: 'http', clock: fakeClock() }),
    readiness: createReadiness(),
    access: { verify, optional: true },
    addressOf: () => '192.0.2.7',
  })
  return (tool: string, body: object = {}, signal?: AbortSignal) =>
    api.request(`/tools/${tool}/execute`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer token-of-ann',
        'x-shop': 'north',
      },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    })
}

const read = async (response: Response | Promise<Response>) => JSON.parse(await (await response).text())

it('a tool sees who calls, from where, and the headers', async () => {
  const seen: unknown[] = []
  const call = setUp(server => {
    server.use((ctx, next) => {
      seen.push(ctx.method, ctx.principal?.id, ctx.address, ctx.transport)
      return next()
    })
    server.tool('order', {}, () => 'done')
  })
  await call('order')
  expect(seen).toEqual(['tools/call', 'ann', '192.0.2.7', 'http'])
})

describe('timeout_sec and correlation_id', () => {
  it('are kept from a tool that does not know them', async () => {
    const call = setUp(server =>
      server.tool('strict', { input: z.strictObject({ item: z.string() }) }, input => input),
    )
    const body = await read(call('strict', { item: 'tea', timeout_sec: 5, correlation_id: 'c-1' }))
    expect(body).toMatchObject({ correlation_id: 'c-1', result: { structured: { item: 'tea' } } })
  })

  it('are arguments too, of a tool that has them', async () => {
    const input = z.strictObject({ timeout_sec: z.number(), correlation_id: z.string() })
    const call = setUp(server => server.tool('own', { input }, given => given))
    const body = await read(call('own', { timeout_sec: 5, correlation_id: 'c-1' }))
    expect(body.result.structured).toEqual({ timeout_sec: 5, correlation_id: 'c-1' })
  })

  it('must make sense', async () => {
    const call = setUp(server => server.tool('order', {}, () => 'done'))
    for (const body of [
      { timeout_sec: -1 },
      { timeout_sec: '5' },
      { correlation_id: 7 },
      { correlation_id: 'a b' },
    ])
      expect((await call('order', body)).status).toBe(422)
  })
})

it('a disabled tool is told from one that is not there', async () => {
  const call = setUp(server => server.tool('off', { enabled: false, aliases: ['OffTool'] }, () => 'done'))
  expect((await call('OffTool')).status).toBe(403)
  expect((await call('OnTool')).status).toBe(404)
})

it('the call ends when its caller leaves', async () => {
  const leaving = new AbortController()
  let reason: unknown
  const call = setUp(server =>
    server.tool('wait', {}, (_, ctx) => {
      leaving.abort()
      reason = ctx.signal.aborted
    }),
  )
  await call('wait', {}, leaving.signal)
  expect(reason).toBe(true)
})

it('takes uncompressed JSON only', async () => {
  const server = new Plinth({ name: 'shop' })
  server.tool('order', {}, () => 'done')
  const api = createOperatorApi({
    runtime: server.runtime,
    health: createHealth({ service: 'shop', version: '1', transport: 'http', clock: fakeClock() }),
    readiness: createReadiness(),
    access: { open: true },
  })
  const status = async (headers: Record<string, string>) =>
    (await api.request('/tools/order/execute', { method: 'POST', body: '{}', headers })).status
  expect(await status({ 'content-type': 'application/json; charset=utf-8' })).toBe(200)
  expect(await status({ 'content-type': 'application/json', 'content-encoding': 'identity' })).toBe(200)
  for (const headers of [
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ])
    expect(await status(headers)).toBe(415)
})

it('names the scopes that a tool needs in the challenge, and no roles', async () => {
  const call = setUp(server => {
    server.tool('wipe', { use: [requireScopes('shop', 'admin')] }, () => 'done')
    server.tool('boss', { use: [requireRoles('boss')] }, () => 'done')
  })
  const lacking = await call('wipe')
  expect([lacking.status, lacking.headers.get('www-authenticate')]).toEqual([
    403,
    'Bearer realm="shop", error="insufficient_scope", scope="admin"',
  ])
  const unasked = await call('boss')
  expect([unasked.status, unasked.headers.get('www-authenticate')]).toEqual([403, null])
})

it('names them to strangers too', async () => {
  const call = setUp(
    server => server.tool('wipe', { use: [requireScopes('admin')] }, () => 'done'),
    () => ({ fault: 'missing' }),
  )
  const answer = await call('wipe')
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="shop", scope="admin"',
  ])
})
