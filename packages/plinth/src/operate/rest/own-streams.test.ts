import { expect, it } from 'vitest'
import { fakeClock } from '../../testing/fake-clock.ts'
import { createOwnStreams, type OwnSource, type OwnStreamsOptions } from './own-streams.ts'

const setUp = (options: OwnStreamsOptions = {}) => {
  const clock = fakeClock(0)
  const streams = createOwnStreams({ clock, ...options })
  const tellers = new Set<(event: { readonly type: string; readonly at: number }) => void>()
  const open = (key: string, types?: readonly string[]) => {
    const source: OwnSource = {
      key,
      subscribe(tell) {
        tellers.add(tell)
        return () => tellers.delete(tell)
      },
    }
    const reader = streams.open(source, { types: types && new Set(types) })?.getReader()
    const next = async () => {
      const { value, done } = (await reader?.read()) ?? { done: true }
      return done ? 'end' : new TextDecoder().decode(value)
    }
    return reader && { next, cancel: () => reader.cancel() }
  }
  const tell = (type: string, message = '') => {
    const event = { type, at: 0, message }
    for (const each of tellers) each(event)
  }
  return { clock, streams, tellers, open, tell }
}

it('tells what its source tells, of the types that were asked for, and no secrets', async () => {
  const { open, tell, clock } = setUp()
  const stream = open('ann', ['task.finished'])
  tell('task.status')
  tell('task.finished', 'postgres://ann:hunter2@db/x')
  expect(await stream?.next()).toBe('retry: 5000\n\n')
  const told = await stream?.next()
  expect(told).toMatch(/^id: 1\nevent: task.finished\n/)
  expect(told).not.toContain('hunter2')
  clock.advance(5_000)
  expect(await stream?.next()).toBe(': alive\n\n')
})

it('leaves nothing behind when its reader leaves', async () => {
  const { open, streams, tellers, clock } = setUp()
  const stream = open('ann')
  expect([streams.size, tellers.size, clock.pending]).toEqual([1, 1, 1])
  await stream?.cancel()
  expect([streams.size, tellers.size, clock.pending]).toEqual([0, 0, 0])
})

it('is one of a limited number, in all and for each caller', async () => {
  const { open } = setUp({ maxStreams: 3, maxStreamsOfOne: 2 })
  const [first] = ['ann', 'ann'].map(key => open(key))
  expect([open('ann'), open('bob')?.next]).toEqual([undefined, expect.any(Function)])
  expect(open('eve')).toBeUndefined()
  await first?.cancel()
  expect(open('ann')).toBeDefined()
})

it('ends with the server, which takes no more', async () => {
  const { open, streams, tellers } = setUp()
  const stream = open('ann')
  streams.close()
  expect([await stream?.next(), await stream?.next()]).toEqual(['retry: 5000\n\n', 'end'])
  expect([open('ann'), streams.size, tellers.size]).toEqual([undefined, 0, 0])
})
