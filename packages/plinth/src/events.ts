import { createListeners } from './listeners.ts'

/** What is known of the call in which something happened. */
export interface CallOrigin {
  readonly correlationId: string
  readonly method: string
  /** The component as the server serves it, or the method; never what only the caller gave. */
  readonly name: string
  readonly transport: string
  /** The id of the principal, where the caller is known. */
  readonly principal: string | undefined
  readonly tenant: string | undefined
  readonly address: string | undefined
}

/** What may happen in a server, by the name of the event, with the facts that come with it. */
export interface EventFacts {
  'tool.start': {
    readonly tool: string
    /** There where it is run as a task; the call that became one has begun and ended before, without. */
    readonly background?: true
  }
  'tool.end': {
    readonly tool: string
    readonly background?: true
    readonly status: 'success' | 'error' | 'timeout' | 'refused' | 'cancelled' | 'input_required' | 'task'
    readonly code?: string
    readonly errorId?: string
    /** What the caller was told, where it failed or was refused. */
    readonly message?: string
    readonly durationMs: number
  }
  'breaker.changed': {
    readonly kind: string
    readonly name: string
    readonly from: 'closed' | 'open' | 'half_open'
    readonly to: 'closed' | 'open' | 'half_open'
    readonly forced: 'open' | 'closed' | undefined
  }
  /** A limit turned a request away. */
  'limit.refused': {
    readonly kind: string
    readonly name: string
    readonly limit: 'sustained' | 'burst' | 'concurrency'
  }
  'cache.hit': { readonly kind: string; readonly name: string }
  'cache.miss': { readonly kind: string; readonly name: string }
  'retry.attempt': {
    readonly kind: string
    readonly name: string
    readonly attempt: number
    readonly delayMs: number
    readonly code: string
  }
  /** Nobody is known by the credential that was presented, or none was. */
  'auth.failed': { readonly fault: 'missing' | 'wrong' | 'unavailable'; readonly path: string }
  /** A caller who is known lacks something. */
  'access.denied': { readonly name: string; readonly missing: readonly string[] }
  /** A tool refused to touch something outside, or a variable of a resource leads out of it. */
  'security.refused': {
    readonly what: 'target' | 'flag' | 'file' | 'url' | 'code'
    /** What was refused, in words. */
    readonly subject: string
    readonly rule: string
  }
  /** The configuration was read again: keys of settings that have changed, and of those that need a restart. */
  'config.reloaded': { readonly applied: readonly string[]; readonly refused: readonly string[] }
  /** A call became a task. */
  'task.created': { readonly task: string; readonly tool: string }
  /** A task goes on: it waits for its turn or for answers, or it is run. */
  'task.status': {
    readonly task: string
    readonly tool: string
    readonly status: 'working' | 'input_required'
    /** Whether somebody runs it now. */
    readonly running: boolean
    /** How often it was begun, but for what it asked or a server that stopped: above 1 when workers have died. */
    readonly attempt: number
    /** There where it is begun: how long it had waited for its turn. */
    readonly queuedMs?: number
  }
  'task.finished': {
    readonly task: string
    readonly tool: string
    readonly status: 'completed' | 'failed' | 'cancelled'
    readonly attempt: number
    /** Since the task was made. */
    readonly durationMs: number
  }
  /** The worker of a task had died: the task waits for its turn again, or has failed. */
  'task.recovered': { readonly task: string; readonly tool: string; readonly as: 'queued' | 'failed' }
  /** So many tasks had expired, and were deleted. */
  'task.expired': { readonly count: number }
  /** An operator changed something. */
  'operator.action': {
    readonly action: string
    readonly subject: string
    readonly by: string | undefined
    readonly detail?: Readonly<Record<string, unknown>>
  }
}

/** What can happen to a server: the names of its events. */
export type EventType = keyof EventFacts

const types: { readonly [T in EventType]: true } = {
  'tool.start': true,
  'tool.end': true,
  'breaker.changed': true,
  'limit.refused': true,
  'cache.hit': true,
  'cache.miss': true,
  'retry.attempt': true,
  'auth.failed': true,
  'access.denied': true,
  'security.refused': true,
  'config.reloaded': true,
  'task.created': true,
  'task.status': true,
  'task.finished': true,
  'task.recovered': true,
  'task.expired': true,
  'operator.action': true,
}

/** Every type of event there is. */
export const eventTypes = Object.keys(types) as readonly EventType[]

/** Something that happened in a server. */
export type OperationEvent = {
  [T in EventType]: {
    readonly type: T
    /** Milliseconds since the epoch. */
    readonly at: number
    /** There when it happened in a call. */
    readonly origin?: CallOrigin
  } & EventFacts[T]
}[EventType]

/** Tells those who watch a server what happens in it: metrics, the audit trail, the event stream. */
export interface Events {
  /** Whether anybody wants to hear of events of this type. */
  heard(type: EventType): boolean
  emit<T extends EventType>(type: T, facts: EventFacts[T], origin?: CallOrigin): void
  /**
   * @param only the types that are wanted. Default: all.
   * @returns a function that ends the subscription
   */
  subscribe(listener: (event: OperationEvent) => void, only?: readonly EventType[]): () => void
}

/**
 * Makes the events of a server. What is emitted while nobody wants to hear of it costs nothing. A listener that throws
 * does not keep the event from the others.
 *
 * @param now milliseconds since the epoch
 * @param onError hears of listeners that threw
 * @example
 * const events = createEvents(() => Date.now())
 * events.subscribe(event => console.error(event.type))
 * events.emit('cache.hit', { kind: 'tool', name: 'forecast' })
 */
export const createEvents = (now: () => number, onError: (error: unknown) => void = () => {}): Events => {
  const listeners = new Map(eventTypes.map(type => [type, createListeners<OperationEvent>(onError)]))
  return {
    heard: type => listeners.get(type)?.some ?? false,
    emit(type, facts, origin) {
      const those = listeners.get(type)
      if (!those?.some) return
      those.tell({
        ...facts,
        type,
        at: now(),
        ...(origin ? { origin } : {}),
      } as unknown as OperationEvent)
    },
    subscribe(listener, only = eventTypes) {
      const ends = only.map(type => listeners.get(type)?.add(listener))
      return () => {
        for (const end of ends) end?.()
      }
    },
  }
}
