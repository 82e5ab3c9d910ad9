import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ErrorCode } from '../define/errors.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import type { FakeProcess } from './testing/fake-spawn.ts'
import { harness } from './testing/harness.ts'

const target = '10.0.0.1'

const prints =
  (stderr: string, code: number | null, signal: NodeJS.Signals | null = null) =>
  (process: FakeProcess) => {
    process.stdout.write('partial')
    process.stderr.write(stderr)
    process.exit(code, signal)
  }

const started = async (processes: readonly FakeProcess[], count = 1) => {
  for (let tries = 0; tries < 100 && processes.length < count; tries++) await turn()
  const process = processes[count - 1]
  if (!process) throw new Error('nothing was started')
  return process
}

describe('every kind of failure', () => {
  const failed = (code: ErrorCode) => ({
    error_type: code,
    error: expect.any(String),
    correlation_id: 'made-for-the-call',
  })

  it('TIMEOUT: ends the group, and keeps the partial output', async () => {
    const clock = fakeClock()
    const { fail, processes } = harness(
      clock,
      { timeoutSec: 60 },
      { behave: process => process.stdout.write('partial') },
    )
    const running = fail({ target })
    const process = await started(processes)
    await turn()
    await turn()
    clock.advance(60_000)
    clock.advance(500)
    expect(process.signals).toEqual(['SIGTERM', 'SIGKILL'])
    process.exit(null, 'SIGKILL')
    const { error, data } = await running
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      message: 'tool took longer than 60 s and was stopped',
      suggestion: 'Ask for less at once, or give a longer timeout_sec (at most 3600)',
    })
    expect(data).toMatchObject({
      ...failed('TIMEOUT'),
      returncode: 124,
      timed_out: true,
      stdout: 'partial',
      duration_ms: 60_500,
      metadata: { command: 'tool', timeout_sec: 60, target },
    })
    expect(clock.pending).toBe(0)
  })

  it('TIMEOUT: also when the name of the target is never resolved', async () => {
    const clock = fakeClock()
    const { fail, processes } = harness(clock, { timeoutSec: 60 }, { lookup: () => new Promise(() => {}) })
    const running = fail({ target: 'web.lab.internal' })
    for (let tries = 0; tries < 20; tries++) await turn()
    clock.advance(60_000)
    expect((await running).data).toMatchObject({ ...failed('TIMEOUT'), returncode: null, timed_out: false })
    expect(processes).toHaveLength(0)
  })

  it('NOT_FOUND: with the hint how to install it, and without the search path', async () => {
    const { fail } = harness(
      fakeClock(),
      { installHint: 'Install the package tool' },
      { installed: ['/bin/prlimit'] },
    )
    const { error, data } = await fail({ target })
    expect(error).toMatchObject({ code: 'NOT_FOUND', suggestion: 'Install the package tool' })
    expect(data).toMatchObject({ ...failed('NOT_FOUND'), returncode: null })
    expect(JSON.stringify([error.message, error.suggestion, data])).not.toContain('/bin')
  })

  it('NOT_FOUND: also when it vanished a moment ago', async () => {
    const { fail } = harness(fakeClock(), {}, { failing: true, behave: process => process.fail('ENOENT') })
    expect((await fail({ target })).data).toMatchObject(failed('NOT_FOUND'))
  })

  it('VALIDATION_ERROR: with what was refused', async () => {
    const { fail, processes } = harness(fakeClock())
    expect((await fail({ target: '8.8.8.8' })).data).toMatchObject({
      ...failed('VALIDATION_ERROR'),
      metadata: { refused: 'target', rule: 'not-allowed' },
    })
    expect((await fail({ target, extra_args: ['$(id)'] })).data.metadata).toMatchObject({
      refused: 'argument',
      rule: 'character',
    })
    expect(processes).toHaveLength(0)
  })

  it('EXECUTION_ERROR: with what the program said last', async () => {
    const { fail } = harness(
      fakeClock(),
      {},
      { behave: prints('warning\nno route to host \u001b[31m\n\n', 2) },
    )
    const { error, data } = await fail({ target })
    expect(error).toMatchObject({
      code: 'EXECUTION_ERROR',
      message: 'tool ended with exit code 2: no route to host  [31m',
    })
    expect(data).toMatchObject({ ...failed('EXECUTION_ERROR'), returncode: 2, stdout: 'partial' })
  })

  it('EXECUTION_ERROR: for a signal, and for what the system refuses to start', async () => {
    const crashed = harness(fakeClock(), {}, { behave: prints('', null, 'SIGSEGV') })
    expect((await crashed.fail({ target })).error.message).toBe('tool was ended by SIGSEGV')
    const refused = harness(fakeClock(), {}, { failing: true, behave: process => process.fail('EACCES') })
    expect((await refused.fail({ target })).error).toMatchObject({
      code: 'EXECUTION_ERROR',
      message: 'tool could not be started (EACCES)',
    })
  })

  it.each([
    ['processor time', prints('', null, 'SIGXCPU'), 'tool used up its 305 s of processor time'],
    ['processor time, seen through a sandbox', prints('', 152), 'tool used up its 305 s of processor time'],
    ['memory, ended by the system', prints('', null, 'SIGKILL'), 'tool ran out of memory (limit: 512 MB)'],
    [
      'memory, by its own words',
      prints('tool: Cannot allocate memory', 1),
      'tool ran out of memory (limit: 512 MB)',
    ],
  ])('RESOURCE_EXHAUSTED: %s', async (_, behave, message) => {
    const { error, data } = await harness(fakeClock(), {}, { behave }).fail({ target })
    expect(error.message).toBe(message)
    expect(data).toMatchObject({ ...failed('RESOURCE_EXHAUSTED'), stdout: 'partial' })
  })

  it.each(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'])('RESOURCE_EXHAUSTED: the system says %s', async code => {
    const { fail } = harness(fakeClock(), {}, { failing: true, behave: process => process.fail(code) })
    expect((await fail({ target })).data).toMatchObject(failed('RESOURCE_EXHAUSTED'))
  })

  it('RESOURCE_EXHAUSTED: too many calls at once', async () => {
    const { call, fail, processes } = harness(fakeClock(), { concurrency: 1, queue: 0 }, { behave() {} })
    const running = call({ target })
    const process = await started(processes)
    expect((await fail({ target })).data).toMatchObject(failed('RESOURCE_EXHAUSTED'))
    process.exit(0)
    await running
  })

  it('CIRCUIT_BREAKER_OPEN: says when to come back', async () => {
    const { fail, processes } = harness(fakeClock(), { breaker: { threshold: 2 } }, { behave: prints('', 1) })
    await fail({ target })
    await fail({ target })
    const { error, data } = await fail({ target })
    expect(error).toMatchObject({
      code: 'CIRCUIT_BREAKER_OPEN',
      message: 'tool has failed repeatedly and is not run for now',
      suggestion: 'Try again in 60 s',
      retryAfterMs: 60_000,
    })
    expect(data).toMatchObject(failed('CIRCUIT_BREAKER_OPEN'))
    expect(processes).toHaveLength(2)
  })

  it('UNKNOWN: what nobody foresaw, without its words', async () => {
    const throwing = () => {
      throw new Error('password=hunter2')
    }
    for (const fault of [{ parse: throwing }, { args: throwing }, { prepare: throwing }]) {
      const { error, data } = await harness(fakeClock(), fault).fail({ target })
      expect(data).toMatchObject(failed('UNKNOWN'))
      expect(JSON.stringify([error.message, error.suggestion, data])).not.toContain('hunter2')
      expect(error.cause).toMatchObject({ message: 'password=hunter2' })
    }
  })

  it('UNKNOWN: a tool that reads other data than it declares, with what the program printed', async () => {
    const { data } = await harness(fakeClock(), {
      output: z.object({ n: z.number() }),
      parse: () => JSON.parse('{"n":"one"}'),
    }).fail({ target })
    expect(data).toMatchObject({ ...failed('UNKNOWN'), returncode: 0, stdout: `["/bin/tool","${target}"]` })
  })

  it('EXECUTION_ERROR: output that cannot be read because it was cut', async () => {
    const { error, data } = await harness(fakeClock(), {
      limits: { maxStdoutBytes: 5 },
      parse: ({ stdout }) => JSON.parse(stdout),
    }).fail({ target })
    expect(error.message).toBe(
      'tool printed more than the 5 bytes that are kept, so its output could not be read',
    )
    expect(data).toMatchObject({ ...failed('EXECUTION_ERROR'), truncated_stdout: true, stdout: '["/bi' })
  })
})

describe('a cancelled call', () => {
  it('ends its program, throws the reason, and is no failure', async () => {
    const clock = fakeClock()
    const controller = new AbortController()
    const { call, processes, tool } = harness(clock, { breaker: { threshold: 1 } }, { behave() {} })
    const running = call({ target }, controller.signal)
    const process = await started(processes)
    controller.abort(new Error('the client went away'))
    expect(process.signals).toEqual(['SIGTERM'])
    process.exit(null, 'SIGTERM')
    await expect(running).rejects.toThrow('the client went away')
    expect(tool.command.breaker.state).toBe('closed')
    expect(clock.pending).toBe(0)
  })

  it('starts nothing when it was cancelled while it waited for its turn', async () => {
    const controller = new AbortController()
    const { call, processes, tool } = harness(fakeClock(), { concurrency: 1 }, { behave() {} })
    const first = call({ target })
    await started(processes)
    const second = call({ target }, controller.signal)
    await turn()
    expect(tool.command.bulkhead.waiting).toBe(1)
    controller.abort(new Error('the client went away'))
    await expect(second).rejects.toThrow('the client went away')
    processes[0]?.exit(0)
    await first
    expect([processes.length, tool.command.bulkhead.active, tool.command.bulkhead.waiting]).toEqual([1, 0, 0])
  })
})
