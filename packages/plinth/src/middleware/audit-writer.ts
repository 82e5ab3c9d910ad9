import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { type AuditFacts, type AuditRecord, createChain } from './audit-record.ts'

/** Where an audit trail goes. */
export interface AuditSink {
  /** Keeps a record. It is kept when this returns, or when the promise is fulfilled; it throws when it cannot be. */
  write(record: AuditRecord): void | Promise<void>
  close?(): void | Promise<void>
}

export interface AuditWriterOptions {
  readonly sink: AuditSink
  readonly clock: Clock
  readonly log: () => Logger
  /** How many records may wait for the sink. */
  readonly maxPending: number
  /** Milliseconds that the sink may take for a record. */
  readonly timeoutMs: number
}

/** Writes records one after the other, and counts those that were lost. */
export const createAuditWriter = ({ sink, clock, log, maxPending, timeoutMs }: AuditWriterOptions) => {
  const chain = createChain()
  let last: Promise<unknown> = Promise.resolve()
  let pending = 0
  let lost = 0
  let failing = false

  const lose = (error: unknown): never => {
    lost += 1
    if (!failing) log().error('audit.failed', { error })
    failing = true
    throw error
  }

  const inTime = async (written: void | Promise<void>): Promise<void> => {
    if (!(written instanceof Promise)) return
    const { promise, reject } = Promise.withResolvers<never>()
    const cancelTimer = clock.after(timeoutMs, () =>
      reject(new Error(`The audit sink took longer than ${timeoutMs} ms`)),
    )
    await Promise.race([written, promise]).finally(cancelTimer)
  }

  const write = async (record: AuditRecord): Promise<void> => {
    try {
      await inTime(sink.write(record))
    } catch (error) {
      lose(error)
    }
  }

  const recover = async (): Promise<void> => {
    if (lost === 0) return
    const count = lost
    await inTime(sink.write(chain('audit.lost', clock.now(), { count })))
    lost -= count
    failing = false
    log().warning('audit.recovered', { lost: count })
  }

  const next = async (type: string, at: number, facts: AuditFacts): Promise<void> => {
    try {
      await recover()
    } catch (error) {
      lose(error)
    }
    await write(chain(type, at, facts))
  }

  return {
    /**
     * Adds a record behind those that wait.
     *
     * @returns when it is kept
     * @throws what the sink throws, or an Error when too many wait for it
     */
    async add(type: string, facts: AuditFacts, at = clock.now()): Promise<void> {
      if (pending >= maxPending) lose(new Error(`${maxPending} records wait for the audit sink already`))
      pending += 1
      const mine = last.then(() => next(type, at, facts)).finally(() => (pending -= 1))
      last = mine.catch(() => {})
      return mine
    },
    /** Waits for all that was added, and closes the sink. */
    async close(): Promise<void> {
      await last
      await recover().catch(() => {})
      await sink.close?.()
    },
  }
}
