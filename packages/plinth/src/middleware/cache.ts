import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import { failureIn, type Outcome } from '../define/outcome.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { memoryStore, type Store, tenantKey } from '../store.ts'
import { subjectOf } from './by-subject.ts'
import { canonicalJson } from './canonical-json.ts'
import { requireWhole } from './whole-number.ts'

/** What `cache` keeps, for whom and for how long. */
export interface CacheOptions {
  /** Milliseconds for which a result is good. */
  readonly ttlMs: number
  /** What else a result depends on, such as a language in the request's `_meta`. Default: nothing. */
  readonly vary?: (ctx: MiddlewareContext) => string
  /** How many results are kept. Beyond them, the one that was left alone longest is dropped. Default 1,000. */
  readonly maxEntries?: number
  /** The most bytes of JSON that a result may have to be kept. Default 65,536. */
  readonly maxEntryBytes?: number
  /** Where results are kept; `maxEntries` and `clock` are its own then. Default: in memory. */
  readonly store?: Store
  /** Gets a warning `cache.failed` when the store throws; the request goes on without it. Default: none are written. */
  readonly log?: Logger
  readonly clock?: Clock
}

/** Middleware that can be asked how useful it is. */
export interface Cache extends Middleware {
  /** Since the start: answers from the cache, and requests that could have been, but had to be carried out. */
  stats(): { readonly hits: number; readonly misses: number }
}

/** What is asked for, where its result may be kept at all. */
const inputOf = ({ component, method, params }: MiddlewareContext): unknown => {
  if (method === 'resources/read') return params.uri
  const isReadOnly = method === 'tools/call' && component?.annotations.readOnlyHint === true
  return isReadOnly ? (params.arguments ?? {}) : undefined
}

const keyOf = (ctx: MiddlewareContext, vary: string): string | undefined => {
  const { component, principal } = ctx
  // The answer to a question shapes the result, and is no argument. A task may have asked.
  if (!component || ctx.requestState !== undefined || ctx.inBackground) return undefined
  const input = canonicalJson(inputOf(ctx))
  if (input === undefined) return undefined
  const { tenant, id, scopes = [], roles = [] } = principal ?? {}
  const caller = principal ? [tenant, id, scopes.toSorted(), roles.toSorted()] : []
  const all = JSON.stringify([component.kind, component.name, component.version, caller, vary, input])
  return tenantKey(tenant, `cache:${createHash('sha256').update(all).digest('base64url')}`)
}

/**
 * Answers equal requests from a cache: calls of tools that declare `readOnlyHint`, and reading resources. A result is
 * kept for `ttlMs`, for the same component, version, arguments (in any order), principal with its tenant, scopes and
 * roles, and `vary`. Callers without a principal share results.
 *
 * Never kept are failures, refusals, questions and what was made of their answers, what JSON cannot express as it is
 * (dates in structured content), and what is larger than `maxEntryBytes`. Equal requests at the same time are each
 * carried out.
 *
 * Put it inside of authentication, authorisation and limits: what stands further in does not see a request that is
 * answered from the cache. Use one value for one server only.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const cached = cache({ ttlMs: 60_000 })
 * server.tool('forecast', { annotations: { readOnlyHint: true }, use: [cached] }, () => 'Sunny')
 * cached.stats() // { hits: 0, misses: 0 }
 */
export const cache = (options: CacheOptions): Cache => {
  const { ttlMs, vary = () => '', maxEntries = 1_000, maxEntryBytes = 65_536, clock } = options
  requireWhole('cache', 'ttlMs', ttlMs)
  requireWhole('cache', 'maxEntries', maxEntries)
  requireWhole('cache', 'maxEntryBytes', maxEntryBytes)
  const { store = memoryStore({ maxEntries, ...(clock ? { clock } : {}) }), log = silentLogger } = options
  let hits = 0
  let misses = 0

  const failed = (error: unknown): undefined => {
    log.warning('cache.failed', { error })
  }

  const keep = async (key: string, outcome: Outcome) => {
    if (outcome.kind !== 'result' || failureIn(outcome)) return
    const text = canonicalJson(outcome.result)
    if (text === undefined || Buffer.byteLength(text) > maxEntryBytes) return
    await store.set(key, text, ttlMs).catch(failed)
  }

  const middleware: Middleware = async (ctx, next) => {
    const key = keyOf(ctx, vary(ctx))
    if (key === undefined) return next()
    const kept = await store.get(key).catch(failed)
    if (typeof kept === 'string') {
      hits += 1
      ctx.emit('cache.hit', subjectOf(ctx))
      return { kind: 'result', result: JSON.parse(kept) }
    }
    misses += 1
    ctx.emit('cache.miss', subjectOf(ctx))
    const outcome = await next()
    await keep(key, outcome)
    return outcome
  }
  return Object.assign(middleware, { stats: () => ({ hits, misses }) })
}
