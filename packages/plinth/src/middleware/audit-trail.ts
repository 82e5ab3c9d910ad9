import { type Clock, systemClock } from '../clock.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'
import { observe } from '../dispatch/observe.ts'
import type { Events } from '../events.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { AUDITED, factsOfCall, factsOfEvent, shown } from './audit-facts.ts'
import type { AuditSink } from './audit-sink.ts'
import { createAuditWriter } from './audit-writer.ts'
import { outermost } from './outermost.ts'
import { turnAway } from './turn-away.ts'
import { requireWhole } from './whole-number.ts'

/** What `auditTrail` records, and where it goes. */
export interface AuditTrailOptions {
  /** Where records go: `auditFile(...)`, or anything that keeps one after the other. */
  readonly sink: AuditSink
  /** Whether records of calls hold the parameters, with secrets redacted. Default false: they may be personal. */
  readonly payloads?: boolean
  /**
   * Which calls do not run unless that was recorded first: those of tools that may destroy something, all, or none. A
   * tool may destroy unless it declares `readOnlyHint: true` or `destructiveHint: false`. Default `destructive`.
   */
  readonly required?: 'destructive' | 'all' | 'none'
  /** Gets an error `audit.failed` when records are lost. Default: none are written. */
  readonly log?: Logger
  /** How many records may wait for the sink; further ones are lost, and counted. Default 1,000. */
  readonly maxPending?: number
  /** Milliseconds that the sink may take for the records of one turn of the event loop. Default 5,000. */
  readonly timeoutMs?: number
  readonly clock?: Clock
}

/** Middleware that records calls, and what else happens in a server. */
export interface AuditTrail extends Middleware {
  /**
   * Records what concerns security: failed authentication, denials, refused targets, limits, held breakers, and what
   * operators did.
   *
   * @returns a function that ends that
   */
  watch(events: Events): () => void
  /** Waits until all is recorded, and closes the sink. */
  close(): Promise<void>
}

/** By the defaults of the specification (server/tools, "ToolAnnotations"), who says nothing may destroy. */
const mayDestroy = ({ method, component }: MiddlewareContext): boolean => {
  if (method !== 'tools/call' || !component) return false
  const { readOnlyHint, destructiveHint } = component.annotations
  return readOnlyHint !== true && destructiveHint !== false
}

const RECORDED: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get'])

/**
 * Records who called what and what came of it, in a trail of its own: numbered without gaps, each record chained to the
 * one before by its digest. Each call of a tool, a resource or a prompt gives a `call.end`. A call that may destroy
 * something gives a `call.begin` before that: it is kept before the handler runs, and where it cannot be, the call fails.
 *
 * Put it outermost, so that it sees what other middleware refuses. {@link AuditTrail.watch} adds what happens beside
 * calls. Records that are lost leave a gap, and a record `audit.lost` says how many when it works again.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const trail = auditTrail({ sink: auditFile('audit.jsonl') })
 * server.use(trail)
 * trail.watch(server.runtime.events)
 */
export const auditTrail = (options: AuditTrailOptions): AuditTrail => {
  const { sink, payloads = false, required = 'destructive', log = silentLogger } = options
  const { maxPending = 1_000, timeoutMs = 5_000, clock = systemClock } = options
  requireWhole('auditTrail', 'maxPending', maxPending)
  requireWhole('auditTrail', 'timeoutMs', timeoutMs)
  const writer = createAuditWriter({ sink, clock, log: () => log, maxPending, timeoutMs })

  const isRequired = (ctx: MiddlewareContext): boolean =>
    required === 'all' ? ctx.component !== undefined : required === 'destructive' && mayDestroy(ctx)

  /** Records that a call begins. Resolves to what is answered where that cannot be. */
  const begin = async (ctx: MiddlewareContext): Promise<Outcome | undefined> => {
    try {
      await writer.keep('call.begin', factsOfCall(ctx, payloads))
      return undefined
    } catch (error) {
      return turnAway(
        ctx,
        {
          code: 'RESOURCE_EXHAUSTED',
          message: `${ctx.name} was not run, because that cannot be recorded in the audit trail`,
          suggestion: 'Tell the operator of this server; nothing was done',
        },
        error instanceof Error ? error : undefined,
      )
    }
  }

  const around = outermost((ctx, next) => {
    if (!RECORDED.has(ctx.method)) return next()
    const start = clock.now()
    const recorded = () =>
      observe(ctx, next, ending =>
        writer.note('call.end', {
          ...factsOfCall(ctx, payloads),
          ...ending,
          durationMs: clock.now() - start,
        }),
      )
    return isRequired(ctx) ? begin(ctx).then(refusal => refusal ?? recorded()) : recorded()
  })

  return Object.assign(around, {
    watch: (events: Events) =>
      events.subscribe(event => {
        const facts = factsOfEvent(event)
        if (facts) writer.note(event.type, shown(facts), event.at)
      }, AUDITED),
    close: () => writer.close(),
  })
}
