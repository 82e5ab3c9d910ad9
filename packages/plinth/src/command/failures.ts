import { constants } from 'node:os'
import { type ErrorCode, ToolError } from '../define/errors.ts'
import { TargetError } from '../net/index.ts'
import { ArgumentError } from './argument-error.ts'
import { programNotFound } from './program.ts'
import type { RunResult } from './run-process.ts'

/** What is known of a run when it fails. */
export interface Facts {
  /** The program's name, for messages. */
  readonly command: string
  readonly installHint: string | undefined
  readonly timeoutSec: number
  /** The most that a caller may ask for; undefined when the tool has no field to ask in. */
  readonly maxTimeoutSec: number | undefined
  readonly cpuSec: number
  readonly memoryMb: number
}

const LACK_OF_RESOURCES = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'])
const OUT_OF_MEMORY = /cannot allocate memory|out of memory|memory exhausted|std::bad_alloc|MemoryError/i

const failure = (code: ErrorCode, message: string, suggestion: string, cause?: unknown): ToolError =>
  new ToolError(message, { code, suggestion, ...(cause === undefined ? {} : { cause }) })

/** The breaker does not let a call through, of itself or because an operator holds it open. */
export const breakerOpen = (command: string, retryAfterMs: number, isForced = false): ToolError =>
  new ToolError(
    `${command} ${isForced ? 'is switched off' : 'has failed repeatedly and is not run'} for now`,
    {
      code: 'CIRCUIT_BREAKER_OPEN',
      suggestion: `Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s`,
      retryAfterMs,
    },
  )

/** The target's name was not resolved before time was up. */
export const lookupTimedOut = (command: string, timeoutSec: number): ToolError =>
  failure(
    'TIMEOUT',
    `The target of ${command} could not be resolved within ${timeoutSec} s`,
    'Give the address itself',
  )

/** The system did not start the program. */
export const notStarted = (error: Error & { readonly code?: unknown }, facts: Facts): ToolError => {
  const code = String(error.code ?? 'unknown error')
  if (code === 'ENOENT') return programNotFound(facts.command, facts.installHint)
  if (code === 'E2BIG')
    return failure(
      'VALIDATION_ERROR',
      `The arguments of ${facts.command} are too long for the system`,
      'Shorten them',
      error,
    )
  if (LACK_OF_RESOURCES.has(code))
    return failure(
      'RESOURCE_EXHAUSTED',
      `The server has no room to start ${facts.command} (${code})`,
      'Try again later',
      error,
    )
  return failure(
    'EXECUTION_ERROR',
    `${facts.command} could not be started (${code})`,
    'Tell the operator of this server',
    error,
  )
}

/** The last line that is worth showing, as one short line of text. */
const lastLine = (stderr: string): string => {
  const lines = stderr.split('\n').map(line => line.replaceAll(/\p{C}+/gu, ' ').trim())
  const line = lines.findLast(text => text !== '') ?? ''
  return line.length > 200 ? `${line.slice(0, 200)}...` : line
}

const endedBy = ({ signal, returncode }: RunResult, name: NodeJS.Signals): boolean =>
  signal === name || returncode === 128 + constants.signals[name]

/**
 * Tells whether a run failed, and how.
 *
 * @param okExitCodes the exit codes that mean success
 */
export const failureOfRun = (
  run: RunResult,
  okExitCodes: readonly number[],
  facts: Facts,
): ToolError | undefined => {
  const { command } = facts
  if (run.ended === 'timed-out')
    return failure(
      'TIMEOUT',
      `${command} took longer than ${facts.timeoutSec} s and was stopped`,
      facts.maxTimeoutSec === undefined
        ? 'Ask for less at once'
        : `Ask for less at once, or give a longer timeout_sec (at most ${facts.maxTimeoutSec})`,
    )
  if (run.signal === undefined && okExitCodes.includes(run.returncode)) return undefined
  if (endedBy(run, 'SIGXCPU'))
    return failure(
      'RESOURCE_EXHAUSTED',
      `${command} used up its ${facts.cpuSec} s of processor time`,
      'Ask for less at once',
    )
  if (endedBy(run, 'SIGKILL') || OUT_OF_MEMORY.test(run.stderr.text))
    return failure(
      'RESOURCE_EXHAUSTED',
      `${command} ran out of memory (limit: ${facts.memoryMb} MB)`,
      'Ask for less at once',
    )
  const how = run.signal ? `was ended by ${run.signal}` : `ended with exit code ${run.returncode}`
  const why = lastLine(run.stderr.text)
  return failure(
    'EXECUTION_ERROR',
    `${command} ${how}${why === '' ? '' : `: ${why}`}`,
    'Read stderr for what it says, and correct the arguments',
  )
}

/** Makes a failure that callers may see of whatever was thrown. Only what nobody foresaw is UNKNOWN, and masked. */
export const toToolError = (error: unknown, command: string): ToolError => {
  if (error instanceof ToolError) return error
  if (error instanceof TargetError || error instanceof ArgumentError) {
    const refused = error instanceof TargetError ? 'target' : 'argument'
    return new ToolError(error.message, {
      code: 'VALIDATION_ERROR',
      suggestion: error.suggestion,
      data: { refused, rule: error.rule, ...error.data },
      cause: error,
    })
  }
  return failure(
    'UNKNOWN',
    `Something unforeseen went wrong with ${command}`,
    'Tell the operator of this server',
    error,
  )
}
