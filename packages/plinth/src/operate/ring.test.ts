import { expect, it } from 'vitest'
import { createRing } from './ring.ts'

it('a ring keeps the last, the oldest first', () => {
  const ring = createRing<number>(3)
  expect(ring.items()).toEqual([])
  ring.add(1)
  ring.add(2)
  expect(ring.items()).toEqual([1, 2])
  ring.add(3)
  ring.add(4)
  ring.add(5)
  ring.add(6)
  ring.add(7)
  expect(ring.items()).toEqual([5, 6, 7])
})
