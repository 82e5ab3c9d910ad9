import { expect, it } from 'vitest'
import type { Context } from '../define/context.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import type { Progress } from './command-options.ts'
import { watch } from './watch.ts'

const watched = (read: ((line: string) => Progress | undefined) | undefined) => {
  const clock = fakeClock()
  const seen: [done: number, total: number | undefined, message: string | undefined][] = []
  const warnings: string[] = []
  const ctx = {
    progress: (...progress: (typeof seen)[number]) => void seen.push(progress),
    log: { warning: (message: string) => void warnings.push(message) },
  } as unknown as Context
  return { clock, seen, warnings, watching: watch(ctx, clock, 'scan', 60, read) }
}

const percent = (line: string): Progress | undefined =>
  /^\d+$/.test(line) ? { done: Number(line), total: 100, message: line } : undefined

it('tells the seconds where the tool reads no lines', () => {
  const { clock, seen, watching } = watched(undefined)
  clock.advance(10_000)
  watching.stop()
  clock.advance(60_000)
  expect(seen).toEqual([
    [5, 60, 'scan is running'],
    [10, 60, 'scan is running'],
  ])
})

it('tells that the program runs where its lines tell nothing new for five seconds', () => {
  const { clock, seen, watching } = watched(percent)
  clock.advance(5_000)
  watching.onLine?.('40')
  clock.advance(4_000)
  watching.onLine?.('41')
  clock.advance(4_000)
  for (const line of ['nothing', '41', '40']) watching.onLine?.(line)
  clock.advance(1_000)
  watching.onLine?.('42')
  watching.stop()
  clock.advance(60_000)
  expect(seen).toEqual([
    [0.001, undefined, 'scan has been running for 5 s'],
    [40, 100, '40'],
    [41, 100, '41'],
    [41.001, 100, 'scan has been running for 14 s'],
    [42, 100, '42'],
  ])
})

it('never reaches the total by waiting, and always grows', () => {
  const { clock, seen, watching } = watched(percent)
  watching.onLine?.('99')
  clock.advance(3_600_000)
  watching.stop()
  const done = seen.map(([each]) => each)
  expect(done).toHaveLength(721)
  expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b))
  expect(done.at(-1)).toBeLessThan(100)
})

it('goes on without lines when reading them fails', () => {
  const { clock, seen, warnings, watching } = watched(() => {
    throw new Error('unforeseen')
  })
  watching.onLine?.('1')
  watching.onLine?.('2')
  clock.advance(5_000)
  watching.stop()
  expect(warnings).toEqual(['progress.unreadable'])
  expect(seen).toHaveLength(1)
})
