import type { Context } from '../define/context.ts'
import { ToolError, type ToolErrorOptions } from '../define/errors.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import { failureIn, type Outcome } from '../define/outcome.ts'
import type { ToolOptions } from '../define/tool.ts'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts'
import { type RetryOptions, retry } from './retry.ts'

export const turns = async () => {
  for (let n = 0; n < 3; n++) await new Promise(resolve => setImmediate(resolve))
}

export const down = (options: ToolErrorOptions = {}) =>
  new ToolError('Down', { code: 'CONNECTION_ERROR', ...options })

export type Handler = (ctx: Context, attempt: number) => unknown

export interface RetrySetUp {
  readonly options?: RetryOptions
  readonly tool?: ToolOptions<undefined, undefined>
  readonly outside?: AnyMiddleware[]
  readonly inside?: AnyMiddleware[]
  readonly clock?: FakeClock
}

/** A read-only tool behind a retry, on a clock that is moved past every wait. */
export const retrying = (
  handler: Handler,
  { options = {}, tool = {}, outside = [], inside = [], clock = fakeClock() }: RetrySetUp = {},
) => {
  const server = new Plinth({ name: 'test', clock })
  const events: OperationEvent[] = []
  server.runtime.events.subscribe(event => event.type === 'retry.attempt' && events.push(event))
  server.use(...outside, retry({ clock, jitter: 0, ...options }), ...inside)
  let runs = 0
  server.tool('t', { annotations: { readOnlyHint: true }, ...tool }, async (_, ctx) => {
    runs += 1
    return (await handler(ctx, runs)) as string
  })
  const controller = new AbortController()
  const call = (extra: object = {}) =>
    dispatch(server.runtime, {
      method: 'tools/call',
      params: { name: 't' },
      signal: controller.signal,
      ...extra,
    })
  /** Calls, and moves the clock by `stepMs` until there is an outcome. */
  const settle = async (pending: Promise<Outcome> = call(), stepMs = 10_000): Promise<Outcome> => {
    let outcome: Outcome | undefined
    void pending.then(value => (outcome = value))
    for (let n = 0; n < 20 && !outcome; n++) {
      await turns()
      if (!outcome) clock.advance(stepMs)
    }
    if (!outcome) throw new Error('The call has not ended')
    return outcome
  }
  return { clock, server, call, settle, events, cancel: () => controller.abort(), runs: () => runs }
}

export const codeIn = (outcome: Outcome) => failureIn(outcome)?.code
