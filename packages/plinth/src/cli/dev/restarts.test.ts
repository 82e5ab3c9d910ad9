import { expect, it } from 'vitest'
import type { ChildEvents } from './child.ts'
import { keepRunning } from './restarts.ts'

const setUp = () => {
  const told: string[] = []
  const children: (ChildEvents & { end(): void })[] = []
  const start = (events: ChildEvents) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    children.push({ ...events, end: resolve })
    return { send: () => {}, stop: () => promise }
  }
  const restarts = keepRunning(start, {
    onStart: () => told.push('start'),
    onStop: why => told.push(`stop: ${why}`),
    onBroken: how => told.push(`broken: ${how}`),
    onLine: line => told.push(line),
    onError: () => {},
  })
  return { told, children, restarts, turn: () => new Promise(resolve => setImmediate(resolve)) }
}

it('starts one server for changes that come while the old one is stopping, and does not listen to that', async () => {
  const { told, children, restarts, turn } = setUp()
  restarts.restart('a')
  restarts.restart('b')
  await turn()
  children[0]?.onLine('too late')
  children[0]?.end()
  await turn()
  expect(told).toEqual(['start', 'stop: a', 'stop: b', 'start'])
  children[1]?.onLine('now')
  expect(told.at(-1)).toBe('now')
})

it('tells of a server that ended by itself, and starts another when asked', async () => {
  const { told, children, restarts, turn } = setUp()
  children[0]?.onEnd('it ended with code 3')
  restarts.restart('a')
  await turn()
  expect(told).toEqual(['start', 'broken: it ended with code 3', 'stop: a', 'start'])
})

it('starts nothing once it is closed', async () => {
  const { told, children, restarts, turn } = setUp()
  restarts.restart('a')
  const closed = restarts.close()
  children[0]?.end()
  await closed
  await turn()
  restarts.restart('b')
  expect(children).toHaveLength(1)
  expect(told.filter(each => each === 'start')).toHaveLength(1)
})
