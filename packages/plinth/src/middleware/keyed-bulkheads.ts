import { isAborted, type SignalSource } from '../context/call-signal.ts'
import { type Bulkhead, type BulkheadOptions, createBulkhead } from './bulkhead.ts'

/** Bulkheads by key. One of a key that nobody uses is forgotten, so that there are never more than calls. */
export const keyedBulkheads = (options: BulkheadOptions) => {
  const shared = createBulkhead(options)
  const bulkheads = new Map<string, Bulkhead>()
  let active = 0
  let peak = 0

  const at = (key: string | undefined): Bulkhead => {
    if (key === undefined) return shared
    const bulkhead = bulkheads.get(key) ?? createBulkhead(options)
    bulkheads.set(key, bulkhead)
    return bulkhead
  }

  const tidy = (key: string | undefined, bulkhead: Bulkhead) => {
    if (key !== undefined && bulkhead.active + bulkhead.waiting === 0) bulkheads.delete(key)
  }

  const counted = (key: string | undefined, bulkhead: Bulkhead, release: () => void) => {
    active += 1
    peak = Math.max(peak, active)
    let released = false
    return () => {
      if (released) return
      released = true
      active -= 1
      release()
      tidy(key, bulkhead)
    }
  }

  return {
    /** As {@link Bulkhead.acquire}, among those with the same key; at once where a slot is free. */
    acquire(key: string | undefined, source: SignalSource): (() => void) | Promise<() => void> {
      if (isAborted(source)) throw source.signal.reason
      const bulkhead = at(key)
      const free = bulkhead.tryAcquire()
      if (free) return counted(key, bulkhead, free)
      return bulkhead.acquire(source).then(
        release => counted(key, bulkhead, release),
        error => {
          tidy(key, bulkhead)
          throw error
        },
      )
    },
    get active() {
      return active
    },
    get waiting() {
      return [shared, ...bulkheads.values()].reduce((sum, { waiting }) => sum + waiting, 0)
    },
    get peak() {
      return peak
    },
  }
}
