import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { createPace } from '../pace.ts'
import { type AuditEntry, type AuditFacts, createChain } from './audit-record.ts'
import { AuditLoss, type AuditSink } from './audit-sink.ts'

export interface AuditWriterOptions {
  readonly sink: AuditSink
  readonly clock: Clock
  readonly log: () => Logger
  /** How many records may wait for the sink. */
  readonly maxPending: number
  /** Milliseconds that the sink may take each time. */
  readonly timeoutMs: number
}

/** A record that is not kept yet, and who waits for that. */
interface Waiting {
  readonly type: string
  readonly at: number
  readonly facts: AuditFacts
  readonly kept?: () => void
  readonly lost?: (error: unknown) => void
}

const ignore = () => {}

/**
 * Hands records to the sink in their order, those of one turn of the event loop together, under load those of a few
 * milliseconds, and counts those that were lost.
 */
export const createAuditWriter = ({ sink, clock, log, maxPending, timeoutMs }: AuditWriterOptions) => {
  const chain = createChain()
  let queue: Waiting[] = []
  const pace = createPace()
  let hasten: (() => void) | undefined
  let writing: Promise<void> | undefined
  let pending = 0
  let lost = 0
  let failing = false

  const lose = (error: unknown, waiting?: Waiting): void => {
    lost += 1
    if (!failing) log().error('audit.failed', { error })
    failing = true
    waiting?.lost?.(error)
  }

  const inTime = async (written: void | Promise<void>): Promise<void> => {
    if (!(written instanceof Promise)) return
    const { promise, reject } = Promise.withResolvers<never>()
    const cancelTimer = clock.after(timeoutMs, () =>
      reject(new Error(`The audit sink took longer than ${timeoutMs} ms`)),
    )
    await Promise.race([written, promise]).finally(cancelTimer)
  }

  const recover = async (): Promise<void> => {
    if (lost === 0) return
    const count = lost
    await inTime(sink.write([chain('audit.lost', clock.now(), { count })]))
    lost -= count
    failing = false
    log().warning('audit.recovered', { lost: count })
  }

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await recover()
    } catch (error) {
      lose(error)
    }
    const entries = batch.map(({ type, at, facts }) => chain(type, at, facts))
    let isLost: (entry: AuditEntry | undefined) => boolean = () => false
    let cause: unknown
    try {
      await inTime(sink.write(entries))
    } catch (error) {
      cause = error
      isLost = error instanceof AuditLoss ? entry => entry !== undefined && error.lost.has(entry) : () => true
    }
    pending -= batch.length
    for (const [index, waiting] of batch.entries())
      if (isLost(entries[index])) lose(cause, waiting)
      else waiting.kept?.()
  }

  const writeAll = async (): Promise<void> => {
    await new Promise<void>(resolve => {
      hasten = pace(resolve)
    })
    while (queue.length > 0) {
      const batch = queue
      queue = []
      await write(batch)
    }
    writing = undefined
  }

  const add = (waiting: Waiting): void => {
    if (pending >= maxPending) {
      lose(new Error(`${maxPending} records wait for the audit sink already`), waiting)
      return
    }
    pending += 1
    queue.push(waiting)
    writing ??= writeAll()
    // Somebody waits, and with him a call.
    if (waiting.kept) setImmediate(() => hasten?.())
  }

  return {
    /** Adds a record behind those that wait. When it is lost, that is counted and logged. */
    note: (type: string, facts: AuditFacts, at = clock.now()): void => add({ type, at, facts }),
    /**
     * The same, and waits until it is kept.
     *
     * @throws what the sink throws, or an Error when too many wait for it
     */
    keep: (type: string, facts: AuditFacts): Promise<void> =>
      new Promise((kept, lost) => add({ type, at: clock.now(), facts, kept, lost })),
    /** Waits for all that was added, and closes the sink. */
    async close(): Promise<void> {
      hasten?.()
      while (writing !== undefined) await writing
      await recover().catch(ignore)
      await sink.close?.()
    },
  }
}
