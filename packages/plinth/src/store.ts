import { type Clock, systemClock } from './clock.ts'

/** Keeps values for a time. The one protocol for state that outlives a call: in memory, or shared by replicas. */
export interface Store {
  get(key: string): Promise<unknown>
  /** @param ttlMs how long the value is kept, in milliseconds, from now on */
  set(key: string, value: unknown, ttlMs: number): Promise<void>
  /** Sets the value only where there is none, and says whether it did. */
  add(key: string, value: unknown, ttlMs: number): Promise<boolean>
  delete(key: string): Promise<void>
}

/** How much a store in memory keeps. */
export interface MemoryStoreOptions {
  /** How many values are kept at most. Beyond it the one that was left alone longest is dropped. Default 10,000. */
  readonly maxEntries?: number
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock
  /** Hears of each value that was dropped to make room. */
  readonly onEvict?: (key: string) => void
}

/** A full store looks through all that it has no more often than this. */
const SWEEP_INTERVAL_MS = 1_000

/**
 * A store in this process: bounded, and gone with the process. Gives and takes copies.
 *
 * @example
 * const server = new Plinth({ name: 'orders', store: memoryStore({ maxEntries: 1_000 }) })
 */
export const memoryStore = (options: MemoryStoreOptions = {}): Store & { readonly size: number } => {
  const { maxEntries = 10_000, clock = systemClock, onEvict } = options
  const entries = new Map<string, { value: unknown; expires: number }>()
  let earliest = Number.POSITIVE_INFINITY
  let sweptAt = Number.NEGATIVE_INFINITY

  const live = (key: string) => {
    const entry = entries.get(key)
    if (!entry) return undefined
    entries.delete(key)
    if (entry.expires <= clock.now()) return undefined
    entries.set(key, entry)
    return entry
  }

  const sweep = (now: number) => {
    earliest = Number.POSITIVE_INFINITY
    for (const [key, { expires }] of entries)
      if (expires <= now) entries.delete(key)
      else earliest = Math.min(earliest, expires)
    sweptAt = now
  }

  const makeRoom = () => {
    const now = clock.now()
    if (now >= earliest && now - sweptAt >= SWEEP_INTERVAL_MS) sweep(now)
    for (const key of entries.keys()) {
      if (entries.size < maxEntries) return
      entries.delete(key)
      onEvict?.(key)
    }
  }

  const put = (key: string, value: unknown, ttlMs: number) => {
    entries.delete(key)
    if (entries.size >= maxEntries) makeRoom()
    const expires = clock.now() + ttlMs
    entries.set(key, { value: structuredClone(value), expires })
    earliest = Math.min(earliest, expires)
  }

  return {
    async get(key) {
      return structuredClone(live(key)?.value)
    },
    async set(key, value, ttlMs) {
      put(key, value, ttlMs)
    },
    async add(key, value, ttlMs) {
      if (live(key)) return false
      put(key, value, ttlMs)
      return true
    },
    async delete(key) {
      entries.delete(key)
    },
    get size() {
      return entries.size
    },
  }
}
