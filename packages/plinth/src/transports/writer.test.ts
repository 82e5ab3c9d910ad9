import { Writable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { lineWriter } from './writer.ts'

/** A stream whose reader takes a chunk when the test says so. */
const slowStream = (highWaterMark = 16) => {
  const taken: string[] = []
  let take: (() => void) | undefined
  const stream = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      take = () => {
        taken.push(chunk.toString())
        done()
      }
    },
  })
  const tick = () => new Promise(resolve => setImmediate(resolve))
  return {
    stream,
    taken,
    async takeAll() {
      for (await tick(); take; await tick()) {
        const next = take
        take = undefined
        next()
      }
    },
  }
}
const isSettled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending')
  return (await Promise.race([promise, new Promise(resolve => setImmediate(resolve, pending))])) !== pending
}

describe('lineWriter', () => {
  it('writes one message a line, in order', async () => {
    const { stream, taken, takeAll } = slowStream()
    const writer = lineWriter(stream)
    const sent = [writer.send('{"id":1}'), writer.send('{"id":2}')]
    await takeAll()
    expect(await Promise.all(sent)).toEqual([true, true])
    expect(taken).toEqual(['{"id":1}\n', '{"id":2}\n'])
  })

  it('makes one line of JSON that stands on several', async () => {
    const { stream, taken, takeAll } = slowStream()
    const value = { text: 'a\nb\r\n', list: [1, { deep: true }] }
    const sent = lineWriter(stream).send(JSON.stringify(value, null, 2).replaceAll('\n', '\r\n'))
    await takeAll()
    await sent
    expect(taken[0]).toMatch(/^[^\r\n]*\n$/)
    expect(JSON.parse(taken[0] ?? '')).toEqual(value)
  })

  it('waits for a reader that lags behind', async () => {
    const { stream, takeAll } = slowStream(16)
    const writer = lineWriter(stream)
    expect(await isSettled(writer.drained())).toBe(true)
    const sent = writer.send('x'.repeat(20))
    const drained = writer.drained()
    expect(await isSettled(drained)).toBe(false)
    expect(await isSettled(sent)).toBe(false)
    await takeAll()
    await drained
    expect(await sent).toBe(true)
  })

  it('writes the first message at once, and those of the same turn together', async () => {
    const written: string[] = []
    const stream = new Writable({
      write(chunk, _, done) {
        written.push(String(chunk))
        done()
      },
    })
    const writer = lineWriter(stream)
    const sent = ['1', '2', '3'].map(each => writer.send(each))
    expect(written).toEqual(['1\n'])
    expect(await Promise.all(sent)).toEqual([true, true, true])
    expect(written).toEqual(['1\n', '2\n3\n'])
  })

  it('leaves out what nobody waits for while the reader lags behind', async () => {
    const { stream, taken, takeAll } = slowStream(16)
    const writer = lineWriter(stream)
    expect(writer.offer('first')).toBe(true)
    void writer.send('x'.repeat(20))
    expect(writer.offer('progress')).toBe(false)
    await takeAll()
    expect(writer.offer('later')).toBe(true)
    await takeAll()
    expect(taken).toEqual(['first\n', `${'x'.repeat(20)}\n`, 'later\n'])
  })

  it('gives up on a reader that has stopped', async () => {
    const { stream } = slowStream()
    const onLost = vi.fn()
    const writer = lineWriter(stream, { maxQueuedBytes: 100, onLost })
    const sent = Array.from({ length: 10 }, () => writer.send('x'.repeat(50)))
    expect(await Promise.all(sent)).toEqual(Array.from({ length: 10 }, () => false))
    expect(onLost).toHaveBeenCalledTimes(1)
    expect(onLost.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringMatching(/has stopped reading/) })
    expect(stream.destroyed).toBe(true)
  })

  it('takes a closed pipe as the end, without an exception', async () => {
    const onLost = vi.fn()
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    })
    const writer = lineWriter(stream, { onLost })
    expect(await writer.send('a')).toBe(false)
    expect(await writer.send('b')).toBe(false)
    expect(writer.offer('c')).toBe(false)
    await writer.drained()
    await writer.close()
    expect(onLost).toHaveBeenCalledTimes(1)
  })

  it('lets go of whoever waits when the stream is destroyed', async () => {
    const { stream } = slowStream(4)
    const onLost = vi.fn()
    const writer = lineWriter(stream, { onLost })
    const sent = writer.send('xxxxxxxx')
    const drained = writer.drained()
    const closed = writer.close()
    stream.destroy()
    await drained
    await closed
    expect(await sent).toBe(false)
  })

  it('writes what it has before it closes, and nothing after', async () => {
    const { stream, taken, takeAll } = slowStream()
    const onLost = vi.fn()
    const writer = lineWriter(stream, { onLost })
    void writer.send('a')
    void writer.send('b')
    const closed = writer.close()
    expect(await writer.send('late')).toBe(false)
    expect(writer.offer('late')).toBe(false)
    expect(await isSettled(closed)).toBe(false)
    await takeAll()
    await closed
    await writer.close()
    stream.destroy()
    expect(taken).toEqual(['a\n', 'b\n'])
    expect(onLost).not.toHaveBeenCalled()
  })
})
