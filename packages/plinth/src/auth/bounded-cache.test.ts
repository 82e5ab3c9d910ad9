import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { boundedCache } from './bounded-cache.ts'

it('keeps values until their time, and nothing whose time has come', () => {
  const clock = fakeClock()
  const cache = boundedCache<string>(10, clock)
  cache.set('a', 'A', clock.now() + 10)
  cache.set('b', 'B', clock.now())
  expect([cache.get('a'), cache.get('b'), cache.size]).toEqual(['A', undefined, 1])
  clock.advance(10)
  expect([cache.get('a'), cache.size]).toEqual([undefined, 0])
})

it('takes the newer value, also where that is none', () => {
  const clock = fakeClock()
  const cache = boundedCache<string>(2, clock)
  cache.set('a', 'old', clock.now() + 10)
  cache.set('a', 'new', clock.now() + 10)
  expect([cache.get('a'), cache.size]).toEqual(['new', 1])
  cache.set('a', 'over', clock.now())
  expect(cache.get('a')).toBeUndefined()
})

it('never holds more than it may, and always what was used last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(9)), (max, keys) => {
      const clock = fakeClock()
      const cache = boundedCache<number>(max, clock)
      for (const key of keys)
        if (cache.get(String(key)) === undefined) cache.set(String(key), key, clock.now() + 1)
      expect(cache.size).toBe(Math.min(max, new Set(keys).size))
      for (const key of [...new Set(keys.toReversed())].slice(0, max))
        expect(cache.get(String(key))).toBe(key)
    }),
  )
})
