import { expect, it } from 'vitest'
import { paidRounds } from './paid-rounds.ts'

it('is good for one request of who paid', () => {
  const paid = paidRounds(10)
  paid.add('state', 'ann')
  expect(paid.use('other', 'ann')).toBe(false)
  expect(paid.use('state', 'bob')).toBe(false)
  expect(paid.use('state', 'ann')).toBe(true)
  expect(paid.use('state', 'ann')).toBe(false)
})

it('forgets the oldest when there are too many', () => {
  const paid = paidRounds(2)
  for (const state of ['a', 'b', 'c']) paid.add(state, 'ann')
  expect(paid.size).toBe(2)
  expect(['a', 'b', 'c'].map(state => paid.use(state, 'ann'))).toEqual([false, true, true])
})
