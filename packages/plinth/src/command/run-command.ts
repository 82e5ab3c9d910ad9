import type { Context } from '../define/context.ts'
import { ToolError } from '../define/errors.ts'
import { securityRefusalIn } from '../dispatch/security-refusal.ts'
import { buildArguments } from './build-arguments.ts'
import type { Call, CompiledCommand } from './call.ts'
import { readFields, timeoutOf } from './call-fields.ts'
import { type Facts, failureOfRun, notStarted, toToolError } from './failures.ts'
import { guarded } from './guard.ts'
import { processChannel } from './process-channel.ts'
import { programNotFound } from './program.ts'
import { readData } from './read-data.ts'
import { startReport } from './report.ts'
import type { CommandResult } from './result.ts'
import { type RunResult, runProcess } from './run-process.ts'
import type { Program } from './sandbox.ts'
import { watch } from './watch.ts'

/** Ending a program takes a moment, and its output shall still reach the caller before the call itself is given up. */
const RESERVE_MS = 1_500
/** Beyond the timeout, so that a program that only computes is told that time was up. */
const CPU_RESERVE_SEC = 5

/**
 * One call of a command tool: validate, ask the breaker, wait for a slot, find the program, build and check its
 * arguments, limit it, run it, watch it, collect and read its output, record how it ended, clean up.
 *
 * @throws ToolError with the partial result as `data`
 */
export const runCommand = async <Input, Data>(
  tool: CompiledCommand<Input, Data>,
  given: Input,
  ctx: Context,
): Promise<CommandResult<Data>> => {
  const { plan, state, target } = tool
  const report = startReport(state.clock, readFields(given, undefined).correlationId ?? ctx.correlationId)
  const maxMs = state.settings.maxTimeoutSec * 1000
  const endsAt = state.clock.now() + maxMs - Math.min(RESERVE_MS, maxMs / 10)
  report.note({ command: state.command })
  try {
    const input = plan.prepare ? await plan.prepare(given, ctx) : given
    const fields = readFields(input, target?.field)
    const { timeoutSec, loweredFrom } = timeoutOf(fields.timeoutSec, plan.timeoutSec, state.settings)
    report.note({
      timeout_sec: timeoutSec,
      ...(loweredFrom === undefined ? {} : { timeout_lowered_from: loweredFrom }),
    })
    if (target) target.policy.check(fields.target ?? '', { cidr: target.cidr })
    return await guarded(state, ctx.signal, () =>
      execute({ tool, input, fields, ctx, report, timeoutSec, endsAt }),
    )
  } catch (error) {
    if (ctx.signal.aborted && !(error instanceof ToolError)) throw error
    const known = toToolError(error, state.command)
    const refusal = securityRefusalIn(known)
    if (refusal) ctx.emit('security.refused', refusal)
    throw report.failure(known)
  }
}

const execute = async <Input, Data>(call: Call<Input, Data>): Promise<CommandResult<Data>> => {
  const { tool, ctx, report, timeoutSec } = call
  const { plan, state } = tool
  const endsAt = Math.min(call.endsAt, state.clock.now() + timeoutSec * 1000)
  const file = await state.programs.find(plan.command)
  if (!file) throw programNotFound(state.command, plan.installHint)
  const args = await buildArguments(call, endsAt)
  const limits = {
    cpuSec: plan.limits?.cpuSec ?? Math.ceil(timeoutSec) + CPU_RESERVE_SEC,
    memoryMb: plan.limits?.memoryMb ?? state.settings.maxMemoryMb,
    openFiles: plan.limits?.openFiles ?? state.settings.maxFileDescriptors,
  }
  const sandbox = plan.sandbox ?? state.settings.sandbox
  const { program, sandboxed } = await tool.confinement.confine({ file, args }, limits, sandbox)
  report.note({ sandboxed })
  const { command, settings } = state
  const log = { command, timeout_sec: timeoutSec, correlation_id: report.correlationId }
  ctx.signal.throwIfAborted()
  ctx.log.info('tool.start', log)
  const facts: Facts = {
    ...limits,
    command,
    timeoutSec,
    maxTimeoutSec: tool.fields.has('timeout_sec') ? settings.maxTimeoutSec : undefined,
    installHint: plan.installHint,
  }
  const run = await supervise(call, program, endsAt).catch((error: Error) => {
    throw notStarted(error, facts)
  })
  report.ran(run)
  if (run.ended === 'cancelled') ctx.signal.throwIfAborted()
  const failure = failureOfRun(run, plan.okExitCodes ?? [0], facts)
  if (failure) throw failure
  const data = await readData(call, run)
  ctx.log.info('tool.done', { ...log, duration_ms: run.durationMs })
  return report.success(run, data)
}

/** Runs the program and tells the client how far it is. */
const supervise = async <Input, Data>(
  { tool, input, ctx, timeoutSec }: Call<Input, Data>,
  program: Program,
  endsAt: number,
): Promise<RunResult> => {
  const { plan, state } = tool
  const { clock, command, programs, settings } = state
  const { spawn, killGroup } = plan.system ?? {}
  const read = plan.progress
  const watching = watch(ctx, clock, command, timeoutSec, read && (line => read(line, input)))
  try {
    const options = {
      path: programs.path,
      timeoutMs: Math.max(1, endsAt - clock.now()),
      signal: ctx.signal,
      maxStdoutBytes: plan.limits?.maxStdoutBytes ?? settings.maxStdoutBytes,
      maxStderrBytes: plan.limits?.maxStderrBytes ?? settings.maxStderrBytes,
      clock,
      ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
      ...(watching.onLine ? { onLine: watching.onLine } : {}),
      ...(spawn ? { spawn } : {}),
      ...(killGroup ? { killGroup } : {}),
    }
    return await processChannel.tracePromise(() => runProcess(program, options), { command })
  } finally {
    watching.stop()
  }
}
