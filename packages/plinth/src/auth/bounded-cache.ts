import type { Clock } from '../clock.ts'

/** Values that are kept until a time of their own, up to a number: the one longest unused goes first. */
export interface BoundedCache<V> {
  get(key: string): V | undefined
  /** @param untilMs milliseconds since the epoch */
  set(key: string, value: V, untilMs: number): void
  readonly size: number
}

export const boundedCache = <V>(maxEntries: number, clock: Clock): BoundedCache<V> => {
  const entries = new Map<string, { readonly value: V; readonly untilMs: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      entries.delete(key)
      if (entry.untilMs <= clock.now()) return undefined
      entries.set(key, entry)
      return entry.value
    },
    set(key, value, untilMs) {
      entries.delete(key)
      if (untilMs <= clock.now()) return
      const [oldest] = entries.keys()
      if (oldest !== undefined && entries.size >= maxEntries) entries.delete(oldest)
      entries.set(key, { value, untilMs })
    },
    get size() {
      return entries.size
    },
  }
}
