import { fakeClock } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { WANTED } from './answers.ts'
import { once, repeatable } from './document.ts'
import { fakePanther, newCall, type Reply, TOKEN } from './fake-panther.fixtures.ts'
import { createPanther } from './panther.ts'
import { path } from './path.ts'

const shape = z.object({ ok: z.boolean() })
const OK: Reply = { body: { ok: true } }
const NOW = Date.UTC(2026, 0, 1)

describe('what is sent', () => {
  it('has the token, the query, and ids as one segment', async () => {
    const { panther, received } = await fakePanther(() => OK)
    await panther.get(newCall(), path`/rules/${'a/b c?d%'}`, shape, {
      query: { tag: ['x', 'y&z'], limit: 5, cursor: undefined, none: null },
    })
    expect(received).toMatchObject([
      {
        method: 'GET',
        url: '/rules/a%2Fb%20c%3Fd%25?tag=x&tag=y%26z&limit=5',
        headers: { 'x-api-key': TOKEN },
      },
    ])
  })

  it.each(['', '.', '..'])('has no id %j', id => {
    expect(() => path`/rules/${id}`).toThrow(/cannot be an id/)
  })

  it("passes the call's trace on", async () => {
    const { panther, received } = await fakePanther(() => OK)
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    await panther.get(newCall({ traceparent, tracestate: 'a=b' }), path`/x`, shape)
    await panther.get(newCall(), path`/x`, shape)
    expect(received[0]?.headers).toMatchObject({ traceparent, tracestate: 'a=b' })
    expect(received[1]?.headers).not.toHaveProperty('traceparent')
  })

  it('goes over no more sockets than there may be', async () => {
    const { panther, received, peak } = await fakePanther(() => ({ ...OK, afterMs: 5 }), { connections: 3 })
    await Promise.all(Array.from({ length: 50 }, () => panther.get(newCall(), path`/x`, shape)))
    expect(received).toHaveLength(50)
    expect(peak()).toBeLessThanOrEqual(3)
  })
})

describe('failures', () => {
  const failing = async (reply: Reply, call = newCall()) => {
    const { panther, received } = await fakePanther(() => reply, { attempts: 1 })
    const failure = await panther.get(call, path`/x`, shape, { missing: 'thing "x"' }).catch(error => error)
    return { failure, received }
  }

  it.each([
    [{ status: 401 }, 'PERMISSION_DENIED', /rejects the API token/],
    [{ status: 403, body: { message: 'no' } }, 'PERMISSION_DENIED', /lacks a permission.*Panther says: no/],
    [{ status: 404 }, 'NOT_FOUND', /There is no thing "x"/],
    [{ status: 400, body: { message: 'limit is wrong' } }, 'VALIDATION_ERROR', /limit is wrong/],
    [{ status: 500, body: 'stack' }, 'CONNECTION_ERROR', /status 500/],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'RATE_LIMITED', /too many requests/],
    [{ status: 200, body: '{"ok": tr' }, 'CONNECTION_ERROR', /cannot be read/],
    [{ status: 200, body: { ok: 'yes' } }, 'CONNECTION_ERROR', /cannot be read/],
    [{ drop: true }, 'CONNECTION_ERROR', /cannot be reached/],
  ] as const)('says what %j means', async (reply, code, message) => {
    const { failure } = await failing(reply)
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(failure.suggestion).toBeTruthy()
  })

  it('names the permissions that the call declared', async () => {
    const state = new Map([[WANTED, { any: ['RuleModify', 'PolicyModify'] }]])
    const { failure } = await failing({ status: 403 }, { ...newCall(), state } as ReturnType<typeof newCall>)
    expect(failure.message).toBe(
      'The API token of this server lacks "Manage Rules" (RuleModify) or "Manage Policies" (PolicyModify)',
    )
  })

  it('never shows the token, though Panther repeats it', async () => {
    const { failure } = await failing({ status: 400, body: { message: `bad key ${TOKEN}` } })
    expect(failure.message).toContain('bad key [redacted]')
    expect(JSON.stringify(failure)).not.toContain(TOKEN)
  })

  it('ends when it takes too long, and when the call ends', async () => {
    const { panther } = await fakePanther(() => ({ ...OK, afterMs: 5_000 }), { timeoutMs: 30 })
    await expect(panther.get(newCall(), path`/x`, shape)).rejects.toMatchObject({ code: 'TIMEOUT' })
    const cancel = new AbortController()
    const { panther: other } = await fakePanther(() => ({ ...OK, afterMs: 5_000 }))
    const waiting = other.get(newCall({}, cancel.signal), path`/x`, shape)
    setTimeout(() => cancel.abort(new Error('enough')), 20)
    await expect(waiting).rejects.toThrow('enough')
  })

  it('says what is missing before anything is sent', async () => {
    const panther = createPanther({ instanceUrl: 'https://panther.example.com' })
    await expect(panther.get(newCall(), path`/x`, shape)).rejects.toThrow(/PANTHER_API_TOKEN is not set/)
  })
})

describe('repetition', () => {
  const failTwice = (reply: Reply) => fakePanther((_, count) => (count <= 2 ? reply : OK))

  it.each([
    { status: 500 },
    { drop: true },
    { body: '{"half' },
    { status: 429, headers: { 'retry-after': '0' } },
  ])('reads again after %j', async reply => {
    const { panther, received } = await failTwice(reply)
    expect(await panther.get(newCall(), path`/x`, shape)).toEqual({ ok: true })
    expect(received).toHaveLength(3)
  })

  it('waits for as long as Panther asks, and not for longer than is bearable', async () => {
    const { panther, received } = await fakePanther(() => ({
      status: 429,
      headers: { 'retry-after': '3600' },
    }))
    await expect(panther.get(newCall(), path`/x`, shape)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 3_600_000,
    })
    expect(received).toHaveLength(1)
  })

  it.each([
    ['seconds', '7'],
    ['a date', new Date(NOW + 7_000).toUTCString()],
  ])('waits for exactly as long as Panther asks, in %s', async (_, retryAfter) => {
    const clock = fakeClock(NOW)
    const busy: Reply = { status: 429, headers: { 'retry-after': retryAfter } }
    const { panther, received } = await fakePanther((__, count) => (count === 1 ? busy : OK), { clock })
    const reading = panther.get(newCall(), path`/x`, shape)
    await expect.poll(() => clock.pending).toBe(1)
    clock.advance(6_999)
    expect(clock.pending).toBe(1)
    clock.advance(1)
    expect(await reading).toEqual({ ok: true })
    expect(received).toHaveLength(2)
  })

  it.each([401, 403, 404, 400])('does not ask again after %i', async status => {
    const { panther, received } = await fakePanther(() => ({ status }))
    await expect(panther.get(newCall(), path`/x`, shape)).rejects.toThrow()
    expect(received).toHaveLength(1)
  })

  it('never sends a write again', async () => {
    const { panther, received } = await fakePanther(() => ({ status: 500 }))
    await expect(panther.patch(newCall(), path`/alerts`, { ids: ['a'] })).rejects.toThrow()
    await expect(panther.write(newCall(), 'POST', path`/c`, {}, shape)).rejects.toThrow()
    await expect(panther.graphql(newCall(), once<object>()('mutation { x }', shape), {})).rejects.toThrow()
    expect(received).toHaveLength(3)
  })

  it('stops for a while when nothing works', async () => {
    const { panther, received } = await fakePanther(() => ({ status: 503 }), {
      attempts: 1,
      breaker: { threshold: 3 },
    })
    for (let n = 0; n < 3; n++) await panther.get(newCall(), path`/x`, shape).catch(() => {})
    await expect(panther.get(newCall(), path`/x`, shape)).rejects.toMatchObject({
      code: 'CIRCUIT_BREAKER_OPEN',
    })
    expect(received).toHaveLength(3)
  })
})

describe('GraphQL', () => {
  const document = repeatable<{ id: string }>()('query One($id: ID!) { one(id: $id) { ok } }', shape)
  const failing = async (errors: unknown) => {
    const { panther } = await fakePanther(() => ({ body: { data: null, errors } }))
    return panther.graphql(newCall(), document, { id: 'a' }, { missing: 'thing "a"' }).catch(error => error)
  }

  it('sends the document with its variables', async () => {
    const { panther, received } = await fakePanther(() => ({ body: { data: { ok: true } } }))
    expect(await panther.graphql(newCall(), document, { id: 'a' })).toEqual({ ok: true })
    expect(received).toMatchObject([
      { method: 'POST', url: '/public/graphql', body: { query: document.text, variables: { id: 'a' } } },
    ])
  })

  it('says what errors mean', async () => {
    expect(await failing([{ message: 'thing not found' }])).toMatchObject({ code: 'NOT_FOUND' })
    expect(await failing([{ message: 'x', extensions: { code: 'FORBIDDEN' } }])).toMatchObject({
      code: 'PERMISSION_DENIED',
    })
    expect(await failing([{ message: 'syntax error' }])).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('syntax error'),
    })
  })
})
