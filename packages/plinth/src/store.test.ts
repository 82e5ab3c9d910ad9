import { describe, expect, it } from 'vitest'
import { memoryStore } from './store.ts'
import { fakeClock } from './testing/fake-clock.ts'

const setUp = (maxEntries = 3) => {
  const clock = fakeClock()
  const evicted: string[] = []
  return { clock, evicted, store: memoryStore({ maxEntries, clock, onEvict: key => evicted.push(key) }) }
}

describe('a store in memory', () => {
  it('keeps a value for its time, and not a millisecond longer', async () => {
    const { store, clock } = setUp()
    await store.set('a', 1, 100)
    clock.advance(99)
    expect(await store.get('a')).toBe(1)
    clock.advance(1)
    expect(await store.get('a')).toBeUndefined()
  })

  it('counts the time from the last set(), not from the last get()', async () => {
    const { store, clock } = setUp()
    await store.set('a', 1, 100)
    clock.advance(60)
    await store.get('a')
    await store.set('b', 2, 100)
    clock.advance(60)
    expect(await store.get('a')).toBeUndefined()
    expect(await store.get('b')).toBe(2)
  })

  it('adds only where there is nothing', async () => {
    const { store, clock } = setUp()
    expect(await store.add('a', 1, 100)).toBe(true)
    expect(await store.add('a', 2, 100)).toBe(false)
    expect(await store.get('a')).toBe(1)
    clock.advance(100)
    expect(await store.add('a', 3, 100)).toBe(true)
    expect(await store.get('a')).toBe(3)
  })

  it('adds once, however many try at the same time', async () => {
    const { store } = setUp()
    const added = await Promise.all(Array.from({ length: 10 }, (_, n) => store.add('a', n, 100)))
    expect(added.filter(Boolean)).toHaveLength(1)
  })

  it('deletes', async () => {
    const { store } = setUp()
    await store.set('a', 1, 100)
    await store.delete('a')
    await store.delete('none')
    expect(await store.get('a')).toBeUndefined()
  })

  it('drops what was left alone longest when it is full, and says what', async () => {
    const { store, evicted } = setUp()
    for (const key of ['a', 'b', 'c']) await store.set(key, key, 100)
    await store.get('a')
    await store.set('b', 'again', 100)
    await store.set('d', 'd', 100)
    expect(evicted).toEqual(['c'])
    expect(store.size).toBe(3)
    expect(await store.get('a')).toBe('a')
  })

  it('drops what has expired before what is alive', async () => {
    const { store, clock, evicted } = setUp()
    await store.set('alive', 1, 1_000)
    await store.set('short', 2, 10)
    await store.set('short too', 3, 10)
    clock.advance(10)
    await store.set('new', 4, 1_000)
    expect(evicted).toEqual([])
    expect(await store.get('alive')).toBe(1)
    expect(store.size).toBe(2)
  })

  it('looks for what has expired once a second at most, and stays within its bound meanwhile', async () => {
    const { store, clock, evicted } = setUp(2)
    await store.set('a', 1, 10)
    await store.set('b', 2, 20)
    clock.advance(10)
    await store.set('c', 3, 1_000)
    expect(evicted).toEqual([])
    clock.advance(10)
    await store.set('d', 4, 5_000)
    expect(evicted).toEqual(['b'])
    clock.advance(1_000)
    await store.set('e', 5, 5_000)
    expect(evicted).toEqual(['b'])
    expect(store.size).toBe(2)
  })

  it('replaces without dropping anything', async () => {
    const { store, evicted } = setUp(1)
    await store.set('a', 1, 100)
    await store.set('a', 2, 100)
    expect(evicted).toEqual([])
    expect(await store.get('a')).toBe(2)
  })

  it('gives and takes copies', async () => {
    const { store } = setUp()
    const value = { n: 1 }
    await store.set('a', value, 100)
    value.n = 2
    expect(await store.get('a')).toEqual({ n: 1 })
    expect(await store.get('a')).not.toBe(await store.get('a'))
  })
})
