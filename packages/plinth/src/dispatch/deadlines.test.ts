import { describe, expect, it } from 'vitest'
import { Plinth, type PlinthOptions, type ToolOptions } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'

type Handler = (ctx: { signal: AbortSignal }) => unknown

const setUp = (handler: Handler, tool: ToolOptions<undefined, undefined> = {}, limits = {}) => {
  const clock = fakeClock()
  const server = new Plinth({ name: 'test', clock } satisfies PlinthOptions<object, undefined>)
  server.tool('slow', tool, (_, ctx) => handler(ctx) as string)
  server.runtime.adjust(limits)
  const controller = new AbortController()
  const start = async () => {
    const outcome = dispatch(server.runtime, {
      method: 'tools/call',
      params: { name: 'slow' },
      signal: controller.signal,
    })
    await new Promise(resolve => setImmediate(resolve))
    return { outcome }
  }
  return { clock, server, start, cancel: () => controller.abort() }
}

const never = () => new Promise(() => {})

describe('a call that takes too long', () => {
  it.each<[string, ToolOptions<undefined, undefined>, object, number]>([
    ["its tool's limit", { timeoutMs: 2_000 }, {}, 2_000],
    ['the default', {}, { defaultTimeoutMs: 3_000 }, 3_000],
    ['300 s where nothing is said', {}, {}, 300_000],
    ['the maximum, which no tool exceeds', { timeoutMs: 9_000 }, { maxTimeoutMs: 4_000 }, 4_000],
  ])('is stopped at %s', async (_, tool, limits, expected) => {
    const { clock, start } = setUp(never, tool, limits)
    const { outcome } = await start()
    clock.advance(expected - 1)
    expect(clock.pending).toBe(1)
    clock.advance(1)
    expect(await outcome).toMatchObject({ kind: 'result', result: { failure: { code: 'TIMEOUT' } } })
    expect(textOf(await outcome)).toContain(`slow took longer than ${expected / 1000} s`)
  })

  it('sees its signal fire with the reason', async () => {
    let seen: unknown
    const { clock, start } = setUp(({ signal }) => {
      signal.addEventListener('abort', () => (seen = signal.reason))
      return never()
    })
    const { outcome } = await start()
    clock.advance(300_000)
    await outcome
    expect(seen).toMatchObject({ code: 'TIMEOUT' })
  })

  it('is answered as a timeout though its handler turns the signal into an error of its own', async () => {
    const { clock, start } = setUp(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    )
    const { outcome } = await start()
    clock.advance(300_000)
    expect(await outcome).toMatchObject({ result: { failure: { code: 'TIMEOUT' } } })
  })
})

it('a call that ends in time leaves no timer and no signal behind', async () => {
  let signal: AbortSignal | undefined
  const { clock, start } = setUp(ctx => {
    signal = ctx.signal
    return 'done'
  })
  expect(textOf(await (await start()).outcome)).toBe('done')
  expect(clock.pending).toBe(0)
  clock.advance(300_000)
  expect(signal?.aborted).toBe(false)
})

it('a cancelled call sees its signal fire, and what it then throws is no failure', async () => {
  const { start, cancel, clock } = setUp(
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )
  const { outcome } = await start()
  cancel()
  expect(await outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'cancelled' } })
  expect(clock.pending).toBe(0)
})

it('a call that was cancelled before it began sees that at once', async () => {
  let aborted: boolean | undefined
  const { start, cancel } = setUp(({ signal }) => {
    aborted = signal.aborted
    return 'x'
  })
  cancel()
  await (await start()).outcome
  expect(aborted).toBe(true)
})

it('a server that has to go ends every call, and says so', async () => {
  const { server, start } = setUp(never)
  const calls = [await start(), await start()]
  server.runtime.dispatcher.stopAll()
  for (const { outcome } of calls) expect(textOf(await outcome)).toContain('shutting down and could not wait')
})
