import type { Clock } from '../../clock.ts'
import { CallContext } from '../../context/call.ts'
import { ToolError } from '../../define/errors.ts'
import type { Schema } from '../../define/schema.ts'
import { createEvents } from '../../events.ts'
import { silentLogger } from '../../logger.ts'
import type { Lookup } from '../../net/index.ts'
import type { CommandToolOptions } from '../command-options.ts'
import { commandTool } from '../command-tool.ts'
import type { DefaultInput } from '../default-input.ts'
import { programFinder } from '../program.ts'
import type { CommandResult, FailedCommand } from '../result.ts'
import { type FakeProcess, fakeSpawn } from './fake-spawn.ts'

interface HarnessOptions {
  /** What each process does. Default: it prints its arguments as JSON and ends with 0. */
  readonly behave?: (process: FakeProcess) => void
  readonly installed?: readonly string[]
  readonly lookup?: Lookup
  /** Whether the system fails to start anything. */
  readonly failing?: boolean
}

/** A failed call, as a caller is told of it. */
export interface CallFailure {
  readonly error: ToolError
  readonly data: FailedCommand
}

const echo = (process: FakeProcess): void => {
  process.stdout.write(JSON.stringify(argvOf(process)))
  process.exit(0)
}

/** The program and its arguments, behind the wrapper that sets limits. */
export const argvOf = ({ args }: FakeProcess): readonly string[] => args.slice(args.indexOf('--') + 1)

/** A command tool on a machine that does not exist: calls, clock and processes are the test's. */
export const harness = <
  C extends Clock,
  I extends Schema = Schema<DefaultInput>,
  O extends Schema | undefined = undefined,
>(
  clock: C,
  options: Partial<CommandToolOptions<I, O>> = {},
  { behave = echo, installed = ['/bin/prlimit', '/bin/tool'], lookup, failing = false }: HarnessOptions = {},
) => {
  const files = new Set(installed)
  const { spawn, killGroup, processes } = fakeSpawn({ behave, failing })
  const programs = programFinder({
    path: '/bin',
    clock,
    ttlMs: 0,
    isExecutable: async file => files.has(file),
  })
  const system = { clock, programs, spawn, killGroup, random: () => 0.5, ...(lookup ? { lookup } : {}) }
  const tool = commandTool<I, O>({ name: 'tool', command: 'tool', system, ...options })
  const progress: unknown[] = []
  const logs: unknown[] = []

  const call = async (input: unknown, signal = new AbortController().signal): Promise<CommandResult> => {
    const unused = () => {
      throw new Error('a command tool needs none of this')
    }
    const ctx = new CallContext({
      method: 'tools/call',
      name: 'tool',
      params: {},
      meta: {},
      requestId: 1,
      correlationId: 'made-for-the-call',
      caller: { transport: 'memory', protocolVersion: '2026-07-28', client: undefined, capabilities: {} },
      sink: {
        progress: update => progress.push(update),
        log: (level, message, fields) => logs.push({ level, message, ...fields }),
      },
      source: { signal },
      timeoutMs: 300_000,
      openInterview: unused,
      scope: '',
      depth: 0,
      path: '',
      component: undefined,
      variables: undefined,
      services: {
        log: silentLogger,
        events: createEvents(clock.now),
        sessions: { open: unused },
        now: clock.now,
        callTool: unused,
        nameOf: unused,
        resourceUpdated: unused,
        components: unused,
        trace: unused,
      },
    })
    const checked = await tool.input.validate(input)
    if ('issues' in checked) throw new Error(`the input is not valid: ${JSON.stringify(checked.issues)}`)
    const result = await (tool.handler as (input: unknown, ctx: unknown) => unknown)(checked.value, ctx)
    const output = await tool.output?.validate(result)
    return (output && 'value' in output ? output.value : undefined) as CommandResult
  }

  /** The failure of a call that has to fail. */
  const fail = async (input: unknown, signal?: AbortSignal): Promise<CallFailure> => {
    const error = await call(input, signal).then(
      result => new Error(`expected a failure, but got ${JSON.stringify(result)}`),
      (reason: unknown) => reason,
    )
    if (error instanceof ToolError) return { error, data: error.data as unknown as FailedCommand }
    throw error
  }

  return { tool, call, fail, clock, processes, progress, logs, files }
}
