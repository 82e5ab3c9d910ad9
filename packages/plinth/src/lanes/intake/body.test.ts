import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../testing/fake-clock.ts'
import { readBody } from './body.ts'

/** A request as far as the reader of its body can see. */
const incoming = (headers: Record<string, string> = {}) => {
  const stream = new PassThrough()
  // A request tells an error only to those who listen.
  stream.on('error', () => {})
  return { stream, request: Object.assign(stream, { headers }) as unknown as IncomingMessage }
}
const setUp = (headers?: Record<string, string>, maxBytes = 10) => {
  const clock = fakeClock()
  const { stream, request } = incoming(headers)
  return { clock, stream, body: readBody(request, { maxBytes, timeoutMs: 5000, clock }) }
}
const listenersOf = (stream: PassThrough) =>
  ['data', 'end', 'close'].map(
    event => stream.listeners(event).filter(each => /^on[A-Z]/.test(each.name)).length,
  )

describe('readBody', () => {
  it('reads what comes in chunks', async () => {
    const { clock, stream, body } = setUp()
    stream.write('abc')
    stream.end('def')
    const read = await body
    expect(read.kind === 'body' && Buffer.from(read.bytes).toString()).toBe('abcdef')
    expect(clock.pending).toBe(0)
  })

  it('takes what is there already without waiting or listening', async () => {
    const { clock, stream, request } = { clock: fakeClock(), ...incoming() }
    stream.end('abcdef')
    Object.assign(request, { complete: true })
    const listeners = stream.eventNames()
    const read = await readBody(request, { maxBytes: 6, timeoutMs: 5000, clock })
    expect(read.kind === 'body' && Buffer.from(read.bytes).toString()).toBe('abcdef')
    expect(stream.eventNames()).toEqual(listeners)
    expect(clock.pending).toBe(0)
  })

  it('refuses what is there already when it is too long', async () => {
    const { stream, request } = incoming()
    stream.end('abcdef')
    Object.assign(request, { complete: true })
    const read = await readBody(request, { maxBytes: 5, timeoutMs: 5000, clock: fakeClock() })
    expect(read).toMatchObject({ kind: 'refused', error: { status: 413 } })
  })

  it('reads nothing as nothing', async () => {
    const { stream, body } = setUp()
    stream.end()
    expect(await body).toMatchObject({ kind: 'body', bytes: { length: 0 } })
  })

  it('refuses by its announced length, before it reads', async () => {
    const { stream, body } = setUp({ 'content-length': '11' })
    stream.write('abc')
    expect(await body).toMatchObject({ kind: 'refused', error: { status: 413, code: -32_600 } })
    expect(stream.readableLength).toBe(3)
  })

  it('refuses what turns out to be too long, and reads no more of it', async () => {
    const { clock, stream, body } = setUp()
    stream.write('abcdef')
    stream.write('ghijkl')
    stream.write('mnopqr')
    expect(await body).toMatchObject({ kind: 'refused', error: { status: 413 } })
    expect(stream.isPaused()).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('refuses what does not arrive in time, however busily the client sends', async () => {
    const { clock, stream, body } = setUp({}, 1000)
    await new Promise(process.nextTick)
    for (let second = 0; second < 5; second++) {
      stream.write('x')
      clock.advance(1000)
    }
    expect(await body).toMatchObject({ kind: 'refused', error: { status: 408, code: -31_408 } })
    expect(stream.isPaused()).toBe(true)
  })

  it.each([
    ['breaks', (stream: PassThrough) => stream.destroy(new Error('ECONNRESET'))],
    ['is closed', (stream: PassThrough) => stream.destroy()],
  ])('gives up when the connection %s', async (_name, end) => {
    const { clock, stream, body } = setUp()
    stream.write('abc')
    end(stream)
    expect(await body).toEqual({ kind: 'aborted' })
    expect(clock.pending).toBe(0)
  })

  it('does not wait for a connection that is gone already', async () => {
    const { request, stream } = incoming()
    stream.destroy()
    await new Promise(resolve => stream.once('close', resolve))
    expect(await readBody(request, { maxBytes: 10, timeoutMs: 1, clock: fakeClock() })).toEqual({
      kind: 'aborted',
    })
  })

  it('leaves no listener behind', async () => {
    const { stream, body } = setUp()
    const other = new PassThrough()
    stream.end('abc')
    await body
    expect(listenersOf(stream)).toEqual(listenersOf(other))
  })
})
