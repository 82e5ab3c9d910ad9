import { expect, it } from 'vitest'
import { isTime, lastWeek, period, toTime } from './times.ts'

it.each([
  ['2024-03-20', '2024-03-20T00:00:00.000Z'],
  ['2024-03-20T10:00:00', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20 10:00:00Z', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20T10:00:00.5+02:00', '2024-03-20T08:00:00.500Z'],
])('reads %s', (text, expected) => {
  expect(isTime(text)).toBe(true)
  expect(toTime(text)).toBe(expected)
})

it.each(['', 'yesterday', '2024', '2024-13-01', "2024-03-20' OR 1=1", '20.03.2024'])('reads no %j', text => {
  expect(isTime(text)).toBe(false)
})

it('gives full hours, so that the same is asked twice', () => {
  const now = Date.UTC(2024, 2, 20, 10, 30)
  expect(lastWeek(now)).toEqual({ from: '2024-03-13T10:00:00.000Z', to: '2024-03-20T11:00:00.000Z' })
  expect(lastWeek(now + 60_000)).toEqual(lastWeek(now))
  expect(period('2024-03-19', null, lastWeek(now))).toEqual({
    from: '2024-03-19T00:00:00.000Z',
    to: '2024-03-20T11:00:00.000Z',
  })
})
