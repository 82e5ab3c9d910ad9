import type { Clock } from 'plinth'
import { describe, expect, it } from 'vitest'
import { ResultStore } from './result-store.ts'

function movableClock(): Clock & { advance(ms: number): void } {
  let time = 1_000_000
  return {
    now: () => time,
    after: () => () => {},
    advance(ms) {
      time += ms
    },
  }
}

describe('ResultStore', () => {
  it('gives a result back to the caller whose it is, and to nobody else', () => {
    const store = new ResultStore()
    const kept = store.keep('alice', 'nmap', '{"a":1}')
    expect(kept).toMatchObject({ tool: 'nmap', json: '{"a":1}' })
    expect(store.find('alice', kept?.id ?? '')).toEqual(kept)
    expect(store.find('bob', kept?.id ?? '')).toBeUndefined()
    expect(store.list('bob')).toEqual([])
    expect(store.find('alice', 'nonsense')).toBeUndefined()
    expect(store.find('alice', '__proto__')).toBeUndefined()
  })

  it('lists the newest first and drops the oldest of that caller', () => {
    const store = new ResultStore({ maxPerCaller: 2 })
    store.keep('bob', 'ping', '0')
    for (const json of ['1', '2', '3']) store.keep('alice', 'ping', json)
    expect(store.list('alice').map(({ json }) => json)).toEqual(['3', '2'])
    expect(store.list('bob')).toHaveLength(1)
  })

  it('stays within its bytes, whoever they belong to', () => {
    const store = new ResultStore({ maxBytes: 100 })
    store.keep('alice', 'nmap', 'x'.repeat(60))
    store.keep('bob', 'nmap', 'y'.repeat(40))
    store.keep('carol', 'nmap', 'é'.repeat(25))
    expect(store.list('alice')).toEqual([])
    expect(store.list('bob')).toHaveLength(1)
    expect(store.keep('alice', 'nmap', 'x'.repeat(101))).toBeUndefined()
    expect(store.list('carol')).toHaveLength(1)
  })

  it('forgets after a while, and has the room again', () => {
    const clock = movableClock()
    const store = new ResultStore({ ttlMs: 1000, maxBytes: 10, clock })
    const old = store.keep('alice', 'ping', 'x'.repeat(10))
    clock.advance(999)
    expect(store.find('alice', old?.id ?? '')).toBeDefined()
    clock.advance(1)
    expect(store.find('alice', old?.id ?? '')).toBeUndefined()
    store.keep('alice', 'ping', 'y'.repeat(5))
    store.keep('alice', 'ping', 'z'.repeat(5))
    expect(store.list('alice')).toHaveLength(2)
  })

  it('does not grow with the number of callers', () => {
    const store = new ResultStore({ maxBytes: 1000 })
    for (let i = 0; i < 5000; i += 1) store.keep(`caller-${i}`, 'ping', 'x'.repeat(10))
    const kept = Array.from({ length: 5000 }, (_, i) => store.list(`caller-${i}`).length).reduce(
      (a, b) => a + b,
    )
    expect(kept).toBe(100)
  })
})
