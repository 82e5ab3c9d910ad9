import { expect, it } from 'vitest'
import { boundedStream } from './bounded-stream.ts'

const stalled = () => {
  const written: string[] = []
  const callbacks: (() => void)[] = []
  const stream = {
    writableLength: 0,
    write(text: string, callback?: () => void) {
      written.push(text)
      stream.writableLength += text.length
      if (callback) callbacks.push(callback)
    },
    drain() {
      stream.writableLength = 0
      for (const callback of callbacks.splice(0)) callback()
    },
  }
  return { stream, written }
}

it('drops lines while nobody reads, and tells how many when there is room again', () => {
  const { stream, written } = stalled()
  const dropped: number[] = []
  const bounded = boundedStream(stream, lines => {
    dropped.push(lines)
    bounded.write(['some are missing'])
  })
  const line = 'x'.repeat(400_000)
  for (let number = 0; number < 10; number++) bounded.write([line])
  expect(written).toHaveLength(3)
  stream.drain()
  bounded.write(['last'])
  bounded.write(['very last'])
  expect(dropped).toEqual([7])
  expect(written.slice(3)).toEqual(['some are missing', 'last', 'very last'])
})

it('flushes when what waits has been taken', async () => {
  const { stream } = stalled()
  const bounded = boundedStream(stream, () => {})
  await bounded.flush()
  bounded.write(['line'])
  let flushed = false
  const flushing = bounded.flush().then(() => {
    flushed = true
  })
  await Promise.resolve()
  expect(flushed).toBe(false)
  stream.drain()
  await flushing
})

it('does not wait for a stream that is gone', async () => {
  const { stream } = stalled()
  const bounded = boundedStream(Object.assign(stream, { destroyed: true }), () => {})
  bounded.write(['line'])
  await bounded.flush()
})

it('listens for failure once, and not where somebody does already', () => {
  const listeners: (() => void)[] = []
  const stream = {
    write: () => true,
    on: (_: 'error', listener: () => void) => listeners.push(listener),
    listenerCount: () => listeners.length,
  }
  boundedStream(stream, () => {})
  boundedStream(stream, () => {})
  expect(listeners).toHaveLength(1)
  for (const listener of listeners) expect(listener).not.toThrow()
})
