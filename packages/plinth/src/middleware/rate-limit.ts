import type { Clock } from '../clock.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import { parseAddress } from '../net/address.ts'
import { networkAround } from '../net/network.ts'
import { bySubject, subjectOf } from './by-subject.ts'
import { outermost } from './outermost.ts'
import { paidRounds } from './paid-rounds.ts'
import { type BucketLimit, memoryBuckets, type Taken, type TokenBuckets } from './token-bucket.ts'
import { requireWhole } from './whole-number.ts'

const PERIODS = { '1s': 1_000, '1m': 60_000, '1h': 3_600_000, '1d': 86_400_000 } as const

/** How many calls `rateLimit` allows, and to whom. */
export interface RateLimitOptions {
  /** How many requests a client may make of a component in `per`, over time. */
  readonly limit: number
  /** In which time: `1s`, `1m`, `1h`, `1d`, or milliseconds. */
  readonly per: keyof typeof PERIODS | number
  /**
   * How many of them may come within one second, or within `per` where that is shorter. More than `limit` lets a client
   * that was quiet make as many at once. Default: `limit`.
   */
  readonly burst?: number
  /**
   * Whose request it is; undefined leaves that to the default: the principal's (with its tenant), else the address's
   * (of IPv6 the /64 network's), else everyone's. Behind a proxy all come from the proxy's address: give a key there.
   */
  readonly key?: (ctx: MiddlewareContext) => string | undefined
  /** How many clients of a component have a limit of their own; while there are more, newcomers share one. Default 1,000. */
  readonly maxClients?: number
  /** Where tokens are kept, for replicas that share them; `maxClients` and `clock` are its own then. Default: in memory. */
  readonly buckets?: TokenBuckets
  readonly clock?: Clock
}

/** Components beyond these share one table of clients. */
const MAX_COMPONENTS = 1_000

const clientOf = ({ principal, address }: MiddlewareContext): readonly (string | undefined)[] => {
  if (principal) return ['principal', principal.tenant, principal.id]
  if (address === undefined) return ['anonymous']
  // What is no plain address is one with a zone, of this link.
  const parsed = parseAddress(address.replace(/%.*$/, ''))
  if (!parsed) return ['address', address]
  return ['address', parsed.family === 6 ? networkAround(parsed, 64).text : parsed.text]
}

const limitsOf = ({ limit, per, burst = limit }: RateLimitOptions): readonly BucketLimit[] => {
  requireWhole('rateLimit', 'limit', limit)
  requireWhole('rateLimit', 'burst', burst)
  const perMs = typeof per === 'number' ? per : PERIODS[per]
  requireWhole('rateLimit', 'per', perMs)
  const sustained = { name: 'sustained', capacity: Math.max(limit, burst), refillMs: perMs / limit }
  if (burst === limit) return [sustained]
  return [{ name: 'burst', capacity: burst, refillMs: Math.min(perMs, PERIODS['1s']) / burst }, sustained]
}

const textOf = (per: RateLimitOptions['per']): string => {
  if (typeof per === 'string') return per
  return per % 1_000 === 0 ? `${per / 1_000} s` : `${per} ms`
}

const tooMany = (
  { component, method }: MiddlewareContext,
  { limit, burst, per }: RateLimitOptions,
  reached: 'burst' | 'sustained',
  retryAfterMs: number,
): Outcome => {
  const allowed = reached === 'burst' ? `${burst} at once` : `${limit} per ${textOf(per)}`
  return refuse({
    reason: 'rate_limited',
    code: 'RATE_LIMITED',
    message: `Too many requests for ${component?.name ?? method}: the ${reached} limit is ${allowed}`,
    suggestion: `Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} s`,
    retryAfterMs,
    data: { limit: reached },
  })
}

/**
 * Limits how many requests each client makes of each component, with token buckets. There are two limits: the sustained
 * one, `limit` per `per`, and the burst, how many may come at once. What is beyond them is refused, a tool call too: over
 * MCP as an error with the code -31429, whose data holds `code` (`RATE_LIMITED`), `limit` (`sustained` or `burst`),
 * `retryAfterMs` and `suggestion`. Refused requests cost nothing.
 *
 * Lists, and requests for what does not exist, are counted by their method; completions with what is completed. The
 * answer to a question costs nothing the first time, in the process that asked; sent again it is a request like others.
 * A tool that another calls with `ctx.call()` costs its caller a token, in each round in which it is called.
 *
 * Put it inside of authentication, or it does not know the principal. When tokens cannot be had because `buckets` throws,
 * the request fails.
 *
 * @throws RangeError when an option is out of range
 * @example
 * server.use('tools/call', rateLimit({ limit: 60, per: '1m', burst: 10 }))
 */
export const rateLimit = (options: RateLimitOptions): Middleware => {
  const { key = () => undefined, maxClients = 1_000, clock, buckets } = options
  requireWhole('rateLimit', 'maxClients', maxClients)
  const limits = limitsOf(options)
  const own = () => memoryBuckets({ maxKeys: maxClients, ...(clock ? { clock } : {}) })
  const tables = bySubject<TokenBuckets>(MAX_COMPONENTS, () => buckets ?? own())
  const paid = paidRounds(maxClients)

  const keyOf = (kind: string, name: string, ctx: MiddlewareContext): string => {
    const given = key(ctx)
    return JSON.stringify([kind, name, ...(given === undefined ? clientOf(ctx) : ['key', given])])
  }

  const noting = (client: string) => (outcome: Outcome) => {
    // A question of a nested call has no state: it is asked by the call around it.
    if (outcome.kind === 'input_required' && outcome.state !== '') paid.add(outcome.state, client)
    return outcome
  }

  return outermost((ctx, next) => {
    if (ctx.inBackground && ctx.depth === 0) return next()
    const { kind, name } = subjectOf(ctx)
    const client = keyOf(kind, name, ctx)
    const goOn = () => next().then(noting(client))
    if (ctx.requestState !== undefined && paid.use(ctx.requestState, client)) return goOn()
    const judge = (taken: Taken): Promise<Outcome> => {
      if (taken.allowed) return goOn()
      const limit = taken.limit === 'burst' ? 'burst' : 'sustained'
      ctx.emit('limit.refused', { kind, name, limit })
      return Promise.resolve(tooMany(ctx, options, limit, taken.retryAfterMs))
    }
    const taken = tables.of(ctx).take(client, limits)
    return taken instanceof Promise ? taken.then(judge) : judge(taken)
  })
}
