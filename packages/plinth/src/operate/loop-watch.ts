import type { CallContext } from '../context/call.ts'
import type { Watcher } from '../dispatch/compose.ts'
import { onSpell } from '../dispatch/handler-channel.ts'
import { observing } from '../dispatch/observe.ts'
import type { Logger } from '../logger.ts'

/** A time for which the event loop served nobody. */
export interface Blocked {
  /** The component whose handler did it; where it had waited for something before, those that were under way. */
  readonly by: readonly string[]
  /** Whether it is certain. */
  readonly certain: boolean
  readonly ms: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Where a loop watch gets its turns from. */
export interface Ticker {
  /** Milliseconds of a clock that is never set back. */
  now(): number
  /** @returns ends it */
  every(ms: number, turn: () => void): () => void
}

export interface LoopWatchOptions {
  readonly log: Logger
  /** Milliseconds from which on the event loop counts as blocked. Default 250. */
  readonly thresholdMs?: number
  readonly ticker?: Ticker
}

export interface LoopWatch {
  /** Knows which calls are under way. */
  readonly middleware: Watcher
  /** The last times, the newest first. */
  blocked(): readonly Blocked[]
  /** Begins to look at what cannot be told apart: from when on there is somebody who can be kept waiting. */
  start(): void
  stop(): void
}

const TICK_MS = 100
const KEPT = 5
/** A component that blocks again and again is told of so often. */
const QUIET_MS = 10_000

const machine: Ticker = {
  now: () => performance.now(),
  every(ms, turn) {
    const timer = setInterval(turn, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
}

/**
 * Watches the event loop, and names who keeps everybody waiting. Up to where a handler first waits for something its
 * own time is measured. What comes later cannot be told apart: there the calls are named that were under way.
 */
export const watchLoop = (options: LoopWatchOptions): LoopWatch => {
  const { log, thresholdMs = 250, ticker = machine } = options
  const underWay = new Map<string, number>()
  /** Those since the last turn, also when they have ended. */
  let seen = new Set<string>()
  let last: Blocked[] = []
  let turnedAt = 0
  let named = 0
  const toldAt = new Map<string, number>()

  const tell = ({ by, certain, ms }: Blocked) => {
    const key = by.join(' ')
    const now = ticker.now()
    if (now - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return
    for (const [known, at] of toldAt) if (now - at >= QUIET_MS) toldAt.delete(known)
    toldAt.set(key, now)
    const who = by.length === 0 ? 'Something outside of calls' : by.join(', ')
    const line = {
      message: `${who} ${certain || by.length === 0 ? '' : 'may have '}kept everybody waiting for ${ms} ms`,
      ms,
      ...(certain ? { tool: by[0] } : { under_way: by }),
    }
    // Loading code takes long too, and a machine may be busy with something else.
    if (by.length === 0) log.info('event_loop.blocked', line)
    else log.warning('event_loop.blocked', line)
  }

  const note = (by: readonly string[], certain: boolean, waited: number) => {
    const blocked = { by, certain, ms: Math.round(waited), at: Date.now() }
    last = [blocked, ...last].slice(0, KEPT)
    tell(blocked)
  }

  const unsubscribe = onSpell(({ name, ms }) => {
    if (ms < thresholdMs) return
    named += ms
    note([name], true, ms)
  })
  const turn = () => {
    const now = ticker.now()
    const waited = now - turnedAt - TICK_MS - named
    if (waited >= thresholdMs) note([...seen].sort(), false, waited)
    turnedAt = now
    named = 0
    seen = new Set(underWay.keys())
  }
  let cancel: (() => void) | undefined

  return {
    middleware: observing<CallContext>(ctx => {
      const name = ctx.component?.name ?? ctx.method
      underWay.set(name, (underWay.get(name) ?? 0) + 1)
      seen.add(name)
      return () => {
        const left = (underWay.get(name) ?? 1) - 1
        if (left === 0) underWay.delete(name)
        else underWay.set(name, left)
      }
    }),
    blocked: () => last,
    start() {
      turnedAt = ticker.now()
      named = 0
      cancel ??= ticker.every(TICK_MS, turn)
    },
    stop() {
      cancel?.()
      unsubscribe()
    },
  }
}
