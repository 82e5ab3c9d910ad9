import type { EventType, OperationEvent } from '../events.ts'
import type { Instruments } from './instruments.ts'

type LabelOf = (name: string) => string

type Count<T extends EventType> = (
  instruments: Instruments,
  event: Extract<OperationEvent, { type: T }>,
  labelOf: LabelOf,
) => void

const counts: { readonly [T in EventType]?: Count<T> } = {
  'limit.refused': ({ rateLimited }, { name, limit }, labelOf) =>
    rateLimited.inc({ tool: labelOf(name), limit }),
  'cache.hit': ({ cached }, { name }, labelOf) => cached.inc({ tool: labelOf(name), result: 'hit' }),
  'cache.miss': ({ cached }, { name }, labelOf) => cached.inc({ tool: labelOf(name), result: 'miss' }),
  'retry.attempt': ({ retries }, { name, code }, labelOf) =>
    retries.inc({ tool: labelOf(name), code: labelOf(code) }),
  'breaker.changed': ({ breakerChanges }, { name, to }, labelOf) =>
    breakerChanges.inc({ tool: labelOf(name), to }),
  'auth.failed': ({ authFailures }, { fault }) => authFailures.inc({ reason: fault }),
  'access.denied': ({ accessDenied }, { name }, labelOf) => accessDenied.inc({ tool: labelOf(name) }),
  'security.refused': ({ securityRefused }, { what }) => securityRefused.inc({ what }),
  'task.created': ({ tasksCreated }, { tool }, labelOf) => tasksCreated.inc({ tool: labelOf(tool) }),
  'task.status': ({ taskQueueTimes }, { tool, queuedMs }, labelOf) => {
    if (queuedMs !== undefined) taskQueueTimes.observe({ tool: labelOf(tool) }, queuedMs / 1_000)
  },
  'task.finished': ({ tasksFinished, taskDurations }, { tool, status, durationMs }, labelOf) => {
    tasksFinished.inc({ tool: labelOf(tool), status })
    taskDurations.observe({ tool: labelOf(tool) }, durationMs / 1_000)
  },
  'task.recovered': ({ tasksRecovered }, { tool, as }, labelOf) =>
    tasksRecovered.inc({ tool: labelOf(tool), as }),
  'task.expired': ({ tasksExpired }, { count }) => tasksExpired.inc(count),
}

/** The events that are counted. Executions are not among them, because each is counted where it is carried out. */
export const COUNTED = Object.keys(counts) as readonly EventType[]

/** Counts what an event tells. */
export const countEvent = (instruments: Instruments, event: OperationEvent, labelOf: LabelOf): void =>
  (counts[event.type] as Count<EventType> | undefined)?.(instruments, event, labelOf)
