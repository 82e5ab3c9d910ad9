import { describe, expect, it } from 'vitest'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { rateLimit } from './rate-limit.ts'
import { memoryBuckets } from './token-bucket.ts'

/** A limit whose buckets can be counted. */
const setUp = (limit = 10) => {
  const clock = fakeClock()
  const own = memoryBuckets({ maxKeys: 1_000, clock })
  const server = new Plinth({ name: 'test' }).use(rateLimit({ limit, per: '1m', buckets: own }))
  const events: OperationEvent[] = []
  server.runtime.events.subscribe(event => event.type === 'limit.refused' && events.push(event))
  server.tool('t', {}, () => 'done')
  const request = { method: 'tools/call', params: { name: 't' } }
  const call = async (client: number): Promise<boolean> => {
    const address = `10.${client >> 16}.${(client >> 8) & 255}.${client & 255}`
    return (await dispatch(server.runtime, request, { transport: 'http', address })).kind === 'result'
  }
  const callAll = async (first: number, last: number): Promise<number> => {
    let allowed = 0
    for (let client = first; client <= last; client++) if (await call(client)) allowed += 1
    return allowed
  }
  return { clock, own, call, callAll, events }
}

describe('5,000 clients where 1,000 are counted', () => {
  it('never have more buckets than that', async () => {
    const { own, callAll, clock } = setUp()
    await callAll(1, 5_000)
    expect(own.size).toBe(1_000)
    clock.advance(60_000)
    await callAll(5_001, 6_500)
    expect(own.size).toBe(1_000)
  })

  it('get the tokens of 1,000 clients and of the one that the others share', async () => {
    const { callAll, events } = setUp(1)
    let allowed = 0
    for (let round = 0; round < 2; round++) allowed += await callAll(1, 5_000)
    expect(allowed).toBe(1_001)
    expect(events).toHaveLength(2 * 5_000 - allowed)
    expect(events[0]).toMatchObject({ kind: 'tool', name: 't', limit: 'sustained' })
  })

  it('gain nothing by changing their address: who has used up its tokens has used them up', async () => {
    const { call, callAll } = setUp()
    for (let n = 0; n < 10; n++) await call(1)
    expect(await call(1)).toBe(false)
    await callAll(2, 2_500)
    expect(await call(1)).toBe(false)
  })

  it('make room by what is idle only', async () => {
    const { call, callAll, clock } = setUp()
    for (let n = 0; n < 10; n++) await call(1)
    await callAll(2, 1_000)
    clock.advance(6_000)
    await callAll(1_001, 1_999)
    expect([await call(1), await call(1)]).toEqual([true, false])
  })
})
