import { type Bulkhead, type BulkheadOptions, createBulkhead } from './bulkhead.ts'

/** Bulkheads by key. One that nobody uses is forgotten, so that there are never more than calls. */
export const keyedBulkheads = (options: BulkheadOptions) => {
  const bulkheads = new Map<string | undefined, Bulkhead>()
  let active = 0
  let peak = 0

  return {
    /** As {@link Bulkhead.acquire}, among those with the same key. */
    async acquire(key: string | undefined, signal?: AbortSignal): Promise<() => void> {
      const bulkhead = bulkheads.get(key) ?? createBulkhead(options)
      bulkheads.set(key, bulkhead)
      const tidy = () => {
        if (bulkhead.active + bulkhead.waiting === 0) bulkheads.delete(key)
      }
      try {
        const release = await bulkhead.acquire(signal)
        active += 1
        peak = Math.max(peak, active)
        let released = false
        return () => {
          if (released) return
          released = true
          active -= 1
          release()
          tidy()
        }
      } catch (error) {
        tidy()
        throw error
      }
    },
    get active() {
      return active
    },
    get waiting() {
      return [...bulkheads.values()].reduce((sum, { waiting }) => sum + waiting, 0)
    },
    get peak() {
      return peak
    },
  }
}
