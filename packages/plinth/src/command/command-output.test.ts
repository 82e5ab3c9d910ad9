import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fakeClock } from '../testing/fake-clock.ts'
import { type argvOf, harness } from './testing/harness.ts'

const target = '10.0.0.1'

describe('the output', () => {
  const counted = z.object({ lines: z.number() })

  it('is read by the tool, and what its schema does not declare does not leave', async () => {
    const { call, tool } = harness(fakeClock(), {
      output: counted,
      parse: ({ stdout }) => ({ lines: stdout.split('\n').length, secret: 'x' }),
    })
    expect((await call({ target })).data).toEqual({ lines: 1 })
    expect(tool.output?.json.properties).toMatchObject({
      data: { anyOf: [{ $ref: '#/$defs/data' }, { type: 'null' }] },
    })
    expect(tool.output?.json.$defs).toMatchObject({ data: { type: 'object', required: ['lines'] } })
  })

  it('counts as success with the exit codes that the tool names', async () => {
    const behave = (process: Parameters<typeof argvOf>[0]) => process.exit(1)
    expect(await harness(fakeClock(), { okExitCodes: [0, 1] }, { behave }).call({ target })).toMatchObject({
      returncode: 1,
      error: null,
    })
  })

  it('tells progress line by line, and a fault of the tool in it ends nothing', async () => {
    const { call, progress, logs } = harness(
      fakeClock(),
      {
        progress(line) {
          if (line === 'bad') throw new Error('cannot read this')
          return line === 'skip' ? undefined : { done: Number(line), total: 100, message: 'scanning' }
        },
      },
      {
        behave(process) {
          process.stdout.write('10\nskip\n50\nbad\n90\n')
          process.exit(0)
        },
      },
    )
    await call({ target })
    expect(progress).toEqual([
      { progress: 10, total: 100, message: 'scanning' },
      { progress: 50, total: 100, message: 'scanning' },
    ])
    expect(logs).toContainEqual({ level: 'warning', message: 'progress.unreadable' })
  })

  it('tells the time that has passed where the tool says nothing', async () => {
    const { call, progress, clock, processes } = harness(fakeClock(), { timeoutSec: 60 }, { behave() {} })
    const running = call({ target })
    for (let tries = 0; tries < 50 && !processes[0]; tries++) await turn()
    clock.advance(11_000)
    processes[0]?.exit(0)
    await running
    expect(progress).toEqual([
      { progress: 5, total: 60, message: 'tool is running' },
      { progress: 10, total: 60, message: 'tool is running' },
    ])
    expect(clock.pending).toBe(0)
  })
})

describe('the sandbox', () => {
  const withBwrap = ['/bin/prlimit', '/bin/tool', '/bin/bwrap']

  it('is used when it is asked for and works', async () => {
    const { call, processes } = harness(fakeClock(), { sandbox: 'when-present' }, { installed: withBwrap })
    expect((await call({ target })).metadata.sandboxed).toBe(true)
    expect(processes).toHaveLength(2)
    expect(processes[1]?.args).toEqual(
      expect.arrayContaining(['/bin/bwrap', '--unshare-pid', '/bin/tool', target]),
    )
    await call({ target })
    expect(processes).toHaveLength(3)
  })

  it.each([
    ['it is not installed', ['/bin/prlimit', '/bin/tool'], 0],
    ['it does not work', withBwrap, 1],
  ])('is done without when %s, unless it is required', async (_, installed, exitCode) => {
    const behave = (process: Parameters<typeof argvOf>[0]) =>
      process.exit(process.file === '/bin/bwrap' ? exitCode : 0)
    expect(
      (await harness(fakeClock(), { sandbox: 'when-present' }, { installed, behave }).call({ target }))
        .metadata.sandboxed,
    ).toBe(false)
    const required = harness(fakeClock(), { sandbox: 'required' }, { installed, behave })
    expect((await required.fail({ target })).error).toMatchObject({ code: 'EXECUTION_ERROR' })
    expect(required.processes.filter(({ file }) => file === '/bin/prlimit')).toHaveLength(0)
  })

  it('is left alone when nobody asks', async () => {
    const { call, processes } = harness(fakeClock(), {}, { installed: withBwrap })
    expect((await call({ target })).metadata.sandboxed).toBe(false)
    expect(processes).toHaveLength(1)
  })
})

describe('settings', () => {
  it('can be changed after the declaration, and what the tool says of itself stands', async () => {
    const { tool, call, fail, processes } = harness(fakeClock(), {
      limits: { openFiles: 99 },
      flags: { '-v': { repeat: true } },
    })
    tool.command.configure({
      maxMemoryMb: 100,
      maxFileDescriptors: 50,
      maxArgsBytes: 5,
      defaultConcurrency: 7,
      breaker: { threshold: 1 },
    })
    await call({ target, extra_args: '-v -v' })
    expect(processes[0]?.args).toEqual(expect.arrayContaining([`--as=${100 * 2 ** 20}`, '--nofile=99']))
    expect((await fail({ target, extra_args: '-v -v -v' })).data.metadata).toMatchObject({ rule: 'length' })
    expect(tool.options.info?.()).toMatchObject({ concurrency: 7 })
    tool.command.breaker.check()
    expect(tool.command.settings.breaker).toMatchObject({ threshold: 1, recoverySec: 60 })
  })
})

describe('the time of a call', () => {
  const timeoutsOf = async (input: object, options: Parameters<typeof harness>[1]) => {
    const clock = fakeClock()
    const { fail, processes } = harness(clock, options, { behave() {} })
    const running = fail({ target, ...input })
    for (let tries = 0; tries < 100 && !processes[0]; tries++) await turn()
    const startedAt = clock.now()
    while (processes[0]?.signals.length === 0 && clock.now() - startedAt < 10_000_000) clock.advance(100)
    const endedAfterMs = clock.now() - startedAt
    processes[0]?.exit(null, 'SIGTERM')
    const { data } = await running
    return { endedAfterMs, ...data.metadata }
  }

  it.each([
    ['the general default', {}, {}, 300_000],
    ['what the tool says', {}, { timeoutSec: 30 }, 30_000],
    ['what the caller says', { timeout_sec: 7 }, { timeoutSec: 30 }, 7_000],
    ['a general default that was changed', {}, { settings: { defaultTimeoutSec: 20 } }, 20_000],
    ['the maximum, with a reserve to collect the output', { timeout_sec: 9_999 }, {}, 3_598_500],
    ['a short maximum', { timeout_sec: 60 }, { settings: { maxTimeoutSec: 10 } }, 9_000],
  ])('is %s', async (_, input, options, endedAfterMs) => {
    expect(await timeoutsOf(input, options)).toMatchObject({ endedAfterMs })
  })

  it('tells when it was lowered', async () => {
    expect(await timeoutsOf({ timeout_sec: 9_999 }, {})).toMatchObject({
      timeout_sec: 3_600,
      timeout_lowered_from: 9_999,
    })
  })
})
