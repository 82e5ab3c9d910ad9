import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ToolError } from '../define/errors.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { BulkheadFull, createBulkhead } from './bulkhead.ts'

const counts = ({ active, waiting, peak }: ReturnType<typeof createBulkhead>) => ({ active, waiting, peak })

describe('acquire', () => {
  it('gives slots at once while there are any, then in order of arrival', async () => {
    const bulkhead = createBulkhead({ concurrency: 1 })
    const order: string[] = []
    const first = await bulkhead.acquire()
    const second = bulkhead.acquire().then(release => {
      order.push('second')
      return release
    })
    const third = bulkhead.acquire().then(release => {
      order.push('third')
      return release
    })
    expect(counts(bulkhead)).toEqual({ active: 1, waiting: 2, peak: 1 })
    first()
    const releaseSecond = await second
    expect(order).toEqual(['second'])
    releaseSecond()
    const releaseThird = await third
    releaseThird()
    expect(order).toEqual(['second', 'third'])
    expect(counts(bulkhead)).toEqual({ active: 0, waiting: 0, peak: 1 })
  })

  it('frees one slot for each release, however often that is called', async () => {
    const bulkhead = createBulkhead({ concurrency: 2 })
    const first = await bulkhead.acquire()
    await bulkhead.acquire()
    first()
    first()
    expect(bulkhead.active).toBe(1)
    await bulkhead.acquire()
    first()
    expect(bulkhead.active).toBe(2)
  })

  it('rejects with what to do when the queue is full', async () => {
    const bulkhead = createBulkhead({ concurrency: 1, queue: 1 })
    await bulkhead.acquire()
    void bulkhead.acquire()
    const error = await bulkhead.acquire().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BulkheadFull)
    expect(error).toBeInstanceOf(ToolError)
    expect(error).toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: 'The concurrency limit of 1 is reached and the queue of 1 is full',
      suggestion: expect.stringContaining('try again'),
    })
  })

  it('lets nobody wait with a queue of 0', async () => {
    const bulkhead = createBulkhead({ concurrency: 1, queue: 0 })
    await bulkhead.acquire()
    await expect(bulkhead.acquire()).rejects.toThrow(BulkheadFull)
  })
})

describe('a waiter that is aborted', () => {
  it('leaves the queue, and frees nothing else', async () => {
    const bulkhead = createBulkhead({ concurrency: 1 })
    const first = await bulkhead.acquire()
    const controller = new AbortController()
    const gone = bulkhead.acquire(controller)
    const next = bulkhead.acquire()
    controller.abort(new Error('cancelled'))
    await expect(gone).rejects.toThrow('cancelled')
    expect(counts(bulkhead)).toEqual({ active: 1, waiting: 1, peak: 1 })
    first()
    await next
    expect(counts(bulkhead)).toEqual({ active: 1, waiting: 0, peak: 1 })
  })

  it('is not admitted when it was aborted before', async () => {
    const bulkhead = createBulkhead({ concurrency: 1 })
    await expect(bulkhead.acquire({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    )
    expect(bulkhead.active).toBe(0)
  })

  it('leaves nothing behind on its signal once it was admitted', async () => {
    const bulkhead = createBulkhead({ concurrency: 1 })
    const first = await bulkhead.acquire()
    const { signal } = new AbortController()
    const second = bulkhead.acquire({ signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    first()
    await second
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('keeps its slot when it is aborted after it was admitted', async () => {
    const bulkhead = createBulkhead({ concurrency: 1 })
    const first = await bulkhead.acquire()
    const controller = new AbortController()
    const second = bulkhead.acquire(controller)
    first()
    const release = await second
    controller.abort()
    expect(bulkhead.active).toBe(1)
    release()
    expect(bulkhead.active).toBe(0)
  })
})

describe('the longest wait', () => {
  it('ends a wait that lasts too long', async () => {
    const clock = fakeClock()
    const bulkhead = createBulkhead({ concurrency: 1, maxWaitMs: 50, clock })
    await bulkhead.acquire()
    const late = bulkhead.acquire()
    clock.advance(50)
    await expect(late).rejects.toThrow('No slot became free within 50 ms')
    expect(bulkhead.waiting).toBe(0)
  })

  it('leaves no timer behind', async () => {
    const clock = fakeClock()
    const bulkhead = createBulkhead({ concurrency: 1, maxWaitMs: 50, clock })
    const first = await bulkhead.acquire()
    const second = bulkhead.acquire()
    first()
    await second
    expect(clock.pending).toBe(0)
  })
})

it.each([
  { concurrency: 0 },
  { concurrency: 1.5 },
  { concurrency: 1, queue: -1 },
  { concurrency: 1, maxWaitMs: 0 },
])('refuses %o by name', options => {
  const name = Object.keys(options).at(-1) ?? ''
  expect(() => createBulkhead(options)).toThrow(new RegExp(`${name} must be a whole number`))
})

it('never runs more than the limit, and gives every slot back, whatever the order of events', async () => {
  const step = fc.oneof(
    fc.constant({ kind: 'acquire' as const, index: 0 }),
    fc.record({ kind: fc.constantFrom('release' as const, 'abort' as const), index: fc.nat(30) }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      fc.array(step, { maxLength: 60 }),
      async (concurrency, queue, steps) => {
        const bulkhead = createBulkhead({ concurrency, queue })
        const controllers: AbortController[] = []
        const releases: (() => void)[] = []
        for (const { kind, index } of steps) {
          if (kind === 'acquire') {
            const controller = new AbortController()
            controllers.push(controller)
            bulkhead.acquire(controller).then(
              release => releases.push(release),
              () => undefined,
            )
          } else if (kind === 'release') releases[index]?.()
          else controllers[index]?.abort()
          await Promise.resolve()
          expect(bulkhead.active).toBeLessThanOrEqual(concurrency)
          expect(bulkhead.waiting).toBeLessThanOrEqual(queue)
        }
        for (let i = 0; i < 100; i++) {
          for (const release of releases) release()
          await Promise.resolve()
        }
        expect(bulkhead.peak).toBeLessThanOrEqual(concurrency)
        expect(bulkhead.active).toBe(0)
        expect(bulkhead.waiting).toBe(0)
      },
    ),
  )
})
