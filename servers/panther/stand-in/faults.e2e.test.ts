import { describe, expect, it } from 'vitest'
import { open } from './stand-in.fixtures.ts'

describe('faults', () => {
  it('strike as often as they were told, and then no more', async () => {
    const { standIn, get } = await open()
    standIn.fail({ kind: 'status', status: 429, retryAfter: 2, times: 2, route: '/rules' })
    const limited = await get('/rules')
    expect(limited).toMatchObject({ status: 429, body: { message: expect.any(String) } })
    expect(limited.headers.get('retry-after')).toBe('2')
    expect((await get('/policies')).status).toBe(200)
    expect((await get('/rules')).status).toBe(429)
    expect((await get('/rules')).status).toBe(200)
  })

  it.each([
    ['its route and method', { route: 'GET /alerts/:id' }, [200, 500, 200]],
    ['its path, whatever the method', { route: '/alerts' }, [500, 200, 200]],
    ['the field of a document', { route: 'dataLakeDatabases' }, [200, 200, 500]],
    ['reading', { method: 'read' as const }, [500, 500, 500]],
    ['writing', { method: 'write' as const }, [200, 200, 200]],
  ])('are chosen by %s', async (_, which, expected) => {
    const { standIn, get, ask } = await open()
    standIn.fail({ kind: 'status', status: 500, ...which })
    const answers = [
      await get('/alerts'),
      await get(`/alerts/${standIn.world.incident.alertIds[0]}`),
      await ask('POST', '/public/graphql', { query: '{ dataLakeDatabases { name } }' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual(expected)
  })

  it('take a mutation for a write', async () => {
    const { standIn, ask } = await open()
    standIn.fail({ kind: 'status', status: 503, method: 'write' })
    const query = 'mutation { executeDataLakeQuery(input: { sql: "SELECT 1" }) { id } }'
    expect(await ask('POST', '/public/graphql', { query })).toMatchObject({ status: 503 })
    expect(standIn.writes()).toEqual([])
  })

  it('strike a share of the requests, the same ones each time', async () => {
    const struck = async () => {
      const { standIn, get } = await open()
      standIn.fail({ kind: 'status', status: 500, rate: 0.2, seed: 7 })
      const statuses: number[] = []
      for (let index = 0; index < 60; index++) statuses.push((await get('/api-tokens/self')).status)
      return statuses
    }
    const first = await struck()
    expect(first.filter(status => status === 500).length).toBeGreaterThan(4)
    expect(first.filter(status => status === 500).length).toBeLessThan(25)
    expect(await struck()).toEqual(first)
  })

  it('end', async () => {
    const { standIn, get } = await open()
    const end = standIn.fail({ kind: 'status', status: 401 })
    expect((await get('/rules')).status).toBe(401)
    end()
    expect((await get('/rules')).status).toBe(200)
    standIn.fail({ kind: 'status', status: 403 })
    standIn.reset()
    expect((await get('/rules')).status).toBe(200)
  })

  it('are slow, malformed or cut off', async () => {
    const { standIn, get } = await open()
    standIn.fail({ kind: 'slow', delayMs: 60, times: 1 })
    const before = performance.now()
    expect((await get('/rules')).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThan(50)
    standIn.fail({ kind: 'malformed', times: 1 })
    expect(await get('/rules')).toMatchObject({ status: 200, body: undefined })
    standIn.fail({ kind: 'drop', times: 1 })
    await expect(get('/rules')).rejects.toThrow()
    expect(standIn.requests().map(({ fault }) => fault)).toEqual(['slow', 'malformed', 'drop'])
  })

  it.each([
    { kind: 'drop' as const },
    { kind: 'status' as const, status: 500 },
    { kind: 'malformed' as const },
  ])('come before a write is carried out, or after: $kind', async fault => {
    const { standIn, ask } = await open()
    const change = { ids: standIn.world.incident.alertIds, status: 'TRIAGED' }
    standIn.fail({ ...fault, times: 1 })
    await ask('PATCH', '/alerts', change).catch(() => undefined)
    expect(standIn.writes()).toEqual([])
    standIn.fail({ ...fault, times: 1, after: true })
    await ask('PATCH', '/alerts', change).catch(() => undefined)
    expect(standIn.writes()).toHaveLength(1)
  })

  it.each([
    ['status=429;retryAfter=1', 429],
    ['status=500', 500],
    ['malformed', 200],
    ['slow=1', 200],
    ['nonsense', 500],
  ])('are asked for by a request: %s', async (fault, status) => {
    const { get } = await open()
    expect((await get('/rules', { 'x-stand-in-fault': fault })).status).toBe(status)
  })
})

describe('what was received', () => {
  it('is kept without the token', async () => {
    const { standIn, get, ask } = await open()
    await get('/rules/none', { traceparent: '00-1-2-03' })
    await ask('PATCH', '/alerts', { ids: ['x'], status: 'OPEN' })
    expect(standIn.requests()).toMatchObject([
      {
        method: 'GET',
        route: 'GET /rules/:id',
        status: 404,
        write: false,
        token: 'full',
        headers: { traceparent: '00-1-2-03' },
      },
      { method: 'PATCH', route: 'PATCH /alerts', status: 404, write: true, body: { ids: ['x'] } },
    ])
    expect(JSON.stringify(standIn.requests())).not.toContain(standIn.token)
    expect(standIn.counts()).toMatchObject({
      requests: 2,
      reads: 1,
      writes: 1,
      routes: { 'GET /rules/:id': 1, 'PATCH /alerts': 1 },
    })
  })

  it('is counted by sockets', async () => {
    const { standIn, get } = await open()
    standIn.fail({ kind: 'slow', delayMs: 30 })
    await Promise.all(Array.from({ length: 5 }, () => get('/api-tokens/self')))
    expect(standIn.counts()).toMatchObject({ peakSockets: 5, requests: 5 })
  })

  it('is forgotten', async () => {
    const { standIn, get } = await open()
    await get('/rules')
    standIn.reset()
    expect(standIn.requests()).toEqual([])
    expect(standIn.counts()).toMatchObject({ requests: 0, routes: {} })
  })
})

describe('closing', () => {
  it('does not wait for those who are slow, and can be done twice', async () => {
    const { standIn, get } = await open()
    standIn.fail({ kind: 'slow', delayMs: 60_000 })
    const asked = get('/rules')
    const refused = expect(asked).rejects.toThrow()
    await expect.poll(() => standIn.requests()).toHaveLength(1)
    await standIn.close()
    await standIn.close()
    await refused
  })
})
