import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import { tool as declare } from '../define/tool.ts'
import { targetPolicy } from '../net/index.ts'
import { Plinth } from '../plinth.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { literal } from './argv.ts'
import { commandTool } from './command-tool.ts'
import { commandControlsOf } from './controls.ts'
import { argvOf, harness } from './testing/harness.ts'

const target = '10.0.0.1'

describe('a tool of two fields', () => {
  it('runs its program with the target, and tells everything about the run', async () => {
    const { call } = harness(fakeClock())
    expect(await call({ target })).toEqual({
      stdout: '["/bin/tool","10.0.0.1"]',
      stderr: '',
      returncode: 0,
      truncated_stdout: false,
      truncated_stderr: false,
      timed_out: false,
      duration_ms: 0,
      correlation_id: 'made-for-the-call',
      metadata: { command: 'tool', timeout_sec: 300, target, sandboxed: false },
      data: null,
      error_type: null,
      error: null,
    })
  })

  it('publishes what it takes and what it gives', () => {
    const { tool } = harness(fakeClock())
    expect(Object.keys(tool.input.json.properties as object)).toEqual([
      'target',
      'extra_args',
      'timeout_sec',
      'correlation_id',
    ])
    expect(tool.input.json).toMatchObject({
      type: 'object',
      required: ['target'],
    })
    expect(tool.output?.json.required).toContain('returncode')
  })

  it('echoes the correlation id', async () => {
    const { call, fail } = harness(fakeClock())
    expect(await call({ target, correlation_id: 'abc-1' })).toMatchObject({ correlation_id: 'abc-1' })
    expect((await fail({ target: '8.8.8.8', correlation_id: 'abc-2' })).data.correlation_id).toBe('abc-2')
  })

  it('allows no free arguments', async () => {
    const { fail, processes } = harness(fakeClock())
    expect((await fail({ target, extra_args: '-x' })).error).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'Flag "-x" is not allowed',
    })
    expect((await fail({ target, extra_args: '8.8.8.8' })).error.code).toBe('VALIDATION_ERROR')
    expect(processes).toHaveLength(0)
  })

  it('starts it behind its limits', async () => {
    const { call, processes } = harness(fakeClock())
    await call({ target })
    expect(processes[0]).toMatchObject({
      file: '/bin/prlimit',
      args: ['--cpu=305:306', '--as=536870912', '--nofile=256', '--core=0', '--', '/bin/tool', target],
    })
  })

  it('takes a shell for its limits where there is no prlimit, and nothing where there is neither', async () => {
    const shell = harness(fakeClock(), {}, { installed: ['/bin/tool', '/bin/sh'] })
    await shell.call({ target })
    expect(shell.processes[0]).toMatchObject({ file: '/bin/sh' })
    expect(shell.processes[0]?.args.slice(2)).toEqual(['sh', '/bin/tool', target])
    const none = harness(fakeClock(), {}, { installed: ['/bin/tool'] })
    expect((await none.fail({ target })).error.message).toBe('This server cannot limit what programs use')
    expect(none.processes).toHaveLength(0)
  })
})

describe('the declaration', () => {
  it('refuses what cannot work', () => {
    expect(() => commandTool({ name: 'a b', command: 'tool' })).toThrow(TypeError)
    expect(() => commandTool({ name: 'tool', command: './tool' })).toThrow(TypeError)
    expect(() => commandTool({ name: 'tool', command: 'tool; id' })).toThrow(TypeError)
    expect(() => commandTool({ name: 'tool', command: 'tool', flags: { x: {} } })).toThrow(TypeError)
    expect(() =>
      commandTool({ name: 'tool', command: 'tool', input: z.object({}), target: { field: 'host' } }),
    ).toThrow('tool "tool" has no field "host"')
  })

  it('tells operators what it is', () => {
    const { tool } = harness(fakeClock(), { flags: { '-v': {} }, info: () => ({ family: 'scanners' }) })
    expect(tool.options.info?.()).toMatchObject({
      command: 'tool',
      flags: ['-v'],
      targets: { cidr: false },
      timeout_sec: 300,
      concurrency: 2,
      circuit_breaker: 'closed',
      family: 'scanners',
    })
  })

  it('hands its controls to the server, also after it was added', () => {
    const { tool } = harness(fakeClock())
    const added = new Plinth({ name: 'test' }).add(tool)
    expect(commandControlsOf(added)).toBe(tool.command)
    expect(commandControlsOf(declare('other', {}, () => 'x'))).toBeUndefined()
    expect(commandControlsOf({ command: 'nmap' })).toBeUndefined()
  })

  it('tells whether its program is there', async () => {
    const { tool, files } = harness(fakeClock())
    expect(await tool.command.available()).toBe(true)
    files.delete('/bin/tool')
    expect(await tool.command.available()).toBe(false)
  })
})

describe('the input', () => {
  const scan = () =>
    harness(fakeClock(), {
      input: z.object({
        host: z.string(),
        count: z.int().default(3),
        note: z.string().default(''),
        extra_args: z.string().optional(),
      }),
      target: { field: 'host', cidr: true, policy: targetPolicy({ maxAddresses: 1024 }) },
      flags: { '-v': {} },
      args: ({ count, note }, { target, free }) => [
        '-c',
        String(count),
        ...free.tokens,
        literal(note),
        '--',
        target?.value ?? '',
      ],
    })

  it("may be the tool's own, with a target of another name", async () => {
    const { call, processes } = scan()
    await call({ host: '10.0.0.0/24', extra_args: '-v', note: 'a "b" $(id)' })
    expect(processes.map(argvOf)).toEqual([
      ['/bin/tool', '-c', '3', '-v', 'a "b" $(id)', '--', '10.0.0.0/24'],
    ])
  })

  it('has its target checked, under whatever name', async () => {
    const { fail, processes } = scan()
    expect((await fail({ host: '8.8.8.8' })).error.code).toBe('VALIDATION_ERROR')
    const { error, data } = await fail({ host: '192.168.0.0/20' })
    expect(error).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'Network range too large: 4096 addresses (max: 1024)',
      suggestion: 'Use /22 or smaller prefix (max 1024 hosts)',
    })
    expect(data.metadata).toMatchObject({
      suggested_cidr: '192.168.0.0/22',
      refused: 'target',
      rule: 'too-large',
    })
    expect(processes).toHaveLength(0)
  })

  it('has a field called target checked even where the tool does not say so, unless it says otherwise', async () => {
    const input = z.object({ target: z.string() })
    const args = (given: { target: string }) => [given.target]
    expect((await harness(fakeClock(), { input, args }).fail({ target: '8.8.8.8' })).error.code).toBe(
      'VALIDATION_ERROR',
    )
    expect((await harness(fakeClock(), { input, args, target: false }).call({ target: 'blue' })).stdout).toBe(
      '["/bin/tool","blue"]',
    )
  })

  it.each(['-oN', '--output=x', '-'])('cannot smuggle in the flag %s as a value', async value => {
    const { fail, processes } = harness(fakeClock(), {
      input: z.object({ nested: z.object({ list: z.array(z.string()) }) }),
      args: ({ nested }) => ['-n', ...nested.list],
    })
    expect((await fail({ nested: { list: [value] } })).data.metadata).toMatchObject({
      refused: 'argument',
      rule: 'dash',
    })
    expect(processes).toHaveLength(0)
  })

  it('may be changed before it is used', async () => {
    const { call, fail, processes } = harness(fakeClock(), {
      flags: { '-v': {} },
      prepare(input) {
        if (input.target === '10.9.9.9') throw new ToolError('Not this one', { code: 'PERMISSION_DENIED' })
        return { ...input, extra_args: '-v' }
      },
    })
    await call({ target })
    expect(processes.map(argvOf)).toEqual([['/bin/tool', '-v', target]])
    expect((await fail({ target: '10.9.9.9' })).error).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: 'Not this one',
    })
  })

  it('is resolved once, and the address that was checked is the one that is used', async () => {
    const answers = [['10.7.7.7'], ['8.8.8.8']]
    const { call, fail, processes } = harness(
      fakeClock(),
      {},
      { lookup: async () => (answers.shift() ?? []).map(address => ({ address })) },
    )
    const { metadata } = await call({ target: 'web.lab.internal' })
    expect(metadata).toMatchObject({ target: '10.7.7.7', target_name: 'web.lab.internal' })
    expect(processes.map(argvOf)).toEqual([['/bin/tool', '10.7.7.7']])
    expect((await fail({ target: 'web.lab.internal' })).error.code).toBe('VALIDATION_ERROR')
    expect(processes).toHaveLength(1)
  })
})
