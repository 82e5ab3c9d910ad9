import { type Clock, type ErrorCode, failureIn, type Logger, type Middleware, type Outcome } from 'plinth'
import type { CommandSettingsUpdate } from 'plinth/command'
import { circuitBreaker, concurrencyLimit } from 'plinth/middleware'
import { present } from './present.ts'
import type { ToolSettings } from './tool-settings.ts'

/** What keeps a tool that runs no program from being called too often, and when it is broken. */
export interface Guards {
  readonly use: readonly Middleware[]
  /** How things stand, for operators. */
  readonly info: () => Readonly<Record<string, unknown>>
}

export interface GuardOptions {
  /** How breakers behave beyond what is set for each tool. */
  readonly breaker?: CommandSettingsUpdate['breaker']
  readonly log?: Logger
  readonly clock?: Clock
}

/** That a machine is down is what these tools are asked to find out, and no fault of theirs. */
const FINDINGS: ReadonlySet<ErrorCode | undefined> = new Set<ErrorCode>(['CONNECTION_ERROR', 'TIMEOUT'])

const isFailure = (outcome: Outcome): false | undefined =>
  FINDINGS.has(failureIn(outcome)?.code) ? false : undefined

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000

/** Makes the circuit breaker and the concurrency limit of one tool. */
export function createGuards(
  settings: ToolSettings,
  { breaker = {}, log, clock }: GuardOptions = {},
): Guards {
  const { growth, jitter, successesToClose, maxRecoverySec } = breaker
  const circuit = circuitBreaker({
    threshold: settings.breakerThreshold,
    recoveryMs: settings.breakerRecoverySec * 1000,
    isFailure,
    ...present({ growth, jitter, successesToClose, maxRecoveryMs: milliseconds(maxRecoverySec), log, clock }),
  })
  const limit = concurrencyLimit({ concurrency: settings.concurrency, ...present({ clock }) })
  return {
    use: [circuit, limit],
    info: () => {
      const { active = 0, waiting = 0 } = limit.usage()[0] ?? {}
      return { active, waiting, circuit_breaker: circuit.states()[0]?.state ?? 'closed' }
    },
  }
}
