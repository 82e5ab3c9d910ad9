import type { Logger } from '../logger.ts'
import type { ComponentInfo } from './component-info.ts'
import type { Context } from './context.ts'
import type { Outcome } from './outcome.ts'

/** What belongs to one run of a handler: a middleware stands around several of them. */
type HandlersOwn =
  | 'elicit'
  | 'elicitUrl'
  | 'elicitAll'
  | 'sample'
  | 'roots'
  | 'background'
  | 'now'
  | 'random'
  | 'idempotencyKey'

/**
 * The context of a call as a middleware sees it: the request and the component too. Only handlers may ask the client,
 * and have a time and random numbers of their own.
 */
export interface MiddlewareContext<Deps = unknown> extends Omit<Context<Deps>, HandlersOwn> {
  /** The parameters of the request, as the client sent them. */
  readonly params: Readonly<Record<string, unknown>>
  /** The tool, resource or prompt that is asked for; undefined for lists and the like. */
  readonly component: ComponentInfo | undefined
  /** How many calls this one stands inside of: 0 for what a client asked for. */
  readonly depth: number
  /** The address that the caller comes from, behind trusted proxies what they say; on HTTP only. */
  readonly address: string | undefined
  /** What an earlier round of this call left with the client, as it came back: not checked yet. */
  readonly requestState: string | undefined
  /**
   * Whether the call runs as a task, or is part of one that does. At depth 0 it was let in before, when the task was
   * made: it has paid for its limits.
   */
  readonly inBackground: boolean
  /** The server's log. Unlike `log` it never reaches the client. */
  readonly serverLog: Logger
  /**
   * Milliseconds that the handler may take. Give `next({ timeoutMs })` what everything further in has to keep to; more
   * than the server's maximum counts as the maximum.
   */
  readonly timeoutMs: number
  /**
   * Resolves when the handler has really ended, and at once where none runs. A handler that does not heed its signal
   * may run on after `next` has returned, since nobody waits for it when its time is up: what it occupies until then
   * must be given back only now.
   */
  handlerEnded(): Promise<void>
}

/**
 * Goes on with the request. What is given here is added to the context, for everything further in.
 *
 * @throws Error when it is called a second time in one run; a middleware that is {@link repeating} may call it again
 * once it has returned
 */
export type Next<Adds = object> = object extends Adds
  ? (additions?: Adds) => Promise<Outcome>
  : (additions: Adds) => Promise<Outcome>

/**
 * Stands around every request that it is used for. Call `next` and return its outcome, or return an outcome of your
 * own; a middleware that forgets to return does not compile.
 *
 * @typeParam Adds what it adds to the context: `server.with(middleware)` gives handlers that type
 * @example
 * const timed: Middleware = async (ctx, next) => {
 *   const start = performance.now()
 *   const outcome = await next()
 *   ctx.log.info('done', { ms: performance.now() - start })
 *   return outcome
 * }
 */
export type Middleware<Adds = object> = (ctx: MiddlewareContext, next: Next<Adds>) => Promise<Outcome>

/** A middleware whose additions are not looked at any more: what lists of middleware hold. */
/** A middleware, whatever it adds to the context. */
// biome-ignore lint/suspicious/noExplicitAny: `Next` is contravariant, so only `any` holds them all
export type AnyMiddleware = Middleware<any>

const REPEATS = Symbol('calls next again')

/**
 * Marks a middleware as one that calls `next` again when it has returned. Each time, the context's signal and the
 * questions asked so far are what they were when the request reached it.
 *
 * @example
 * const twice = repeating(async (ctx, next) => {
 *   const outcome = await next()
 *   return failureIn(outcome) ? next() : outcome
 * })
 */
export const repeating = <M extends Middleware>(middleware: M): M =>
  Object.assign(middleware, { [REPEATS]: true })

export const isRepeating = (middleware: object): boolean => REPEATS in middleware
