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
  /** Calls by what they call: those under way, and those since the last turn, also when they have ended. */
  const calls = new Map<string, { underWay: number }>()
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
    if (waited >= thresholdMs) note([...calls.keys()].sort(), false, waited)
    turnedAt = now
    named = 0
    for (const [name, { underWay }] of calls) if (underWay === 0) calls.delete(name)
  }
  let cancel: (() => void) | undefined

  return {
    middleware: observing<CallContext>(ctx => {
      const name = ctx.component?.name ?? ctx.method
      const known = calls.get(name)
      const those = known ?? { underWay: 0 }
      if (!known) calls.set(name, those)
      those.underWay += 1
      return () => {
        those.underWay -= 1
        // Else the next turn does it, which has to know of them.
        if (!cancel && those.underWay === 0) calls.delete(name)
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
