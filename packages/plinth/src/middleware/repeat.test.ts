import { describe, expect, it, vi } from 'vitest'
import { ToolError, type ToolErrorOptions } from '../define/errors.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { repeat } from './repeat.ts'

const CONNECTION = { code: 'CONNECTION_ERROR' } as const

/** Work that fails so often before it succeeds. */
const failing = (times: number, error: ToolErrorOptions = CONNECTION) => {
  let left = times
  return vi.fn(async () => {
    if (left-- > 0) throw new ToolError('no', error)
    return 'done'
  })
}

const setUp = () => {
  const clock = fakeClock()
  const controller = new AbortController()
  const options = { clock, signal: controller.signal, jitter: 0, baseMs: 100, maxMs: 1_000 }
  /** Lets time pass until nothing waits any more, and says how much that was. */
  const settle = async <T>(running: Promise<T>) => {
    const startedAt = clock.now()
    let isOver = false
    const over = running.catch(() => {}).then(() => (isOver = true))
    while (!isOver) {
      await Promise.race([over, new Promise(setImmediate)])
      if (clock.pending > 0) clock.advance(50)
    }
    return clock.now() - startedAt
  }
  return { clock, controller, options, settle }
}

describe('repeat', () => {
  it('does it again after waits that double', async () => {
    const { options, settle } = setUp()
    const work = failing(2)
    const running = repeat(work, options)
    expect(await settle(running)).toBe(300)
    expect(await running).toBe('done')
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('gives up after as many attempts as it may make', async () => {
    const { options, settle } = setUp()
    const work = failing(9)
    const running = repeat(work, { ...options, attempts: 2 })
    await settle(running)
    await expect(running).rejects.toMatchObject(CONNECTION)
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('waits for as long as it is asked to, and not for longer than it may', async () => {
    const { options, settle } = setUp()
    const busy = (retryAfterMs: number) => ({ code: 'RATE_LIMITED', retryAfterMs }) as const
    expect(await settle(repeat(failing(1, busy(800)), options))).toBe(800)
    const work = failing(1, busy(1_001))
    await expect(repeat(work, options)).rejects.toMatchObject({ retryAfterMs: 1_001 })
    expect(work).toHaveBeenCalledTimes(1)
  })

  it.each<ToolErrorOptions>([
    { code: 'NOT_FOUND' },
    { code: 'TIMEOUT' },
    { code: 'RATE_LIMITED' },
    { code: 'CIRCUIT_BREAKER_OPEN', retryAfterMs: 1 },
  ])('leaves it at one attempt after %j', async error => {
    const { options } = setUp()
    const work = failing(1, error)
    await expect(repeat(work, options)).rejects.toMatchObject(error)
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('knows no other errors, and the codes that it is told', async () => {
    const { options, settle } = setUp()
    const broken = vi.fn(async () => {
      throw new TypeError('a mistake')
    })
    await expect(repeat(broken, options)).rejects.toThrow('a mistake')
    expect(broken).toHaveBeenCalledTimes(1)
    const slow = failing(1, { code: 'TIMEOUT' })
    await settle(repeat(slow, { ...options, codes: ['TIMEOUT'] }))
    expect(slow).toHaveBeenCalledTimes(2)
  })

  it('ends with the signal, with its reason', async () => {
    const { clock, controller, options } = setUp()
    const running = repeat(failing(1), options)
    await expect.poll(() => clock.pending).toBe(1)
    controller.abort(new Error('nobody waits'))
    await expect(running).rejects.toThrow('nobody waits')
    expect(clock.pending).toBe(0)
  })

  it('refuses a number of attempts that is none', async () => {
    const { options } = setUp()
    await expect(repeat(failing(0), { ...options, attempts: 0 })).rejects.toThrow(RangeError)
  })
})
