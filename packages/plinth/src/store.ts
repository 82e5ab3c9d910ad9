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

const TENANT = 'tenant/'

/** The key of a value that belongs to a tenant; of one that belongs to nobody, the key itself. */
export const tenantKey = (tenant: string | undefined, key: string): string =>
  tenant === undefined ? key : `${TENANT}${encodeURIComponent(tenant.toWellFormed())}/${key}`

const tenantIn = (key: string): string =>
  key.startsWith(TENANT) ? key.slice(0, key.indexOf('/', TENANT.length)) : ''

/** How much a store in memory keeps. */
export interface MemoryStoreOptions {
  /**
   * How many values are kept at most. Beyond it the one that was left alone longest is dropped, of the tenant that keeps
   * the most: none drives out what is another's while it has more itself. Default 10,000.
   */
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
  const groups = new Map<string, Map<string, { value: unknown; expires: number }>>()
  let size = 0
  let earliest = Number.POSITIVE_INFINITY
  let sweptAt = Number.NEGATIVE_INFINITY

  const drop = (key: string, group = tenantIn(key)) => {
    const entries = groups.get(group)
    if (!entries?.delete(key)) return
    size -= 1
    if (entries.size === 0) groups.delete(group)
  }

  const insert = (key: string, entry: { value: unknown; expires: number }) => {
    const group = tenantIn(key)
    const entries = groups.get(group) ?? new Map()
    groups.set(group, entries.set(key, entry))
    size += 1
  }

  const live = (key: string) => {
    const entry = groups.get(tenantIn(key))?.get(key)
    if (!entry) return undefined
    drop(key)
    if (entry.expires <= clock.now()) return undefined
    insert(key, entry)
    return entry
  }

  const sweep = (now: number) => {
    earliest = Number.POSITIVE_INFINITY
    for (const [group, entries] of groups)
      for (const [key, { expires }] of entries)
        if (expires <= now) drop(key, group)
        else earliest = Math.min(earliest, expires)
    sweptAt = now
  }

  /** The value to drop: of those who keep the most, the one that was left alone longest. */
  const spare = (): string | undefined => {
    let largest = new Map<string, unknown>()
    for (const entries of groups.values()) if (entries.size > largest.size) largest = entries
    return largest.keys().next().value
  }

  const makeRoom = () => {
    const now = clock.now()
    if (now >= earliest && now - sweptAt >= SWEEP_INTERVAL_MS) sweep(now)
    while (size >= maxEntries) {
      const key = spare()
      if (key === undefined) return
      drop(key)
      onEvict?.(key)
    }
  }

  const put = (key: string, value: unknown, ttlMs: number) => {
    const entry = { value: structuredClone(value), expires: clock.now() + ttlMs }
    drop(key)
    if (size >= maxEntries) makeRoom()
    insert(key, entry)
    earliest = Math.min(earliest, entry.expires)
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
      drop(key)
    },
    get size() {
      return size
    },
  }
}
