import { z } from 'zod'
import type { Context } from '../define/context.ts'
import { type ErrorCode, ToolError } from '../define/errors.ts'
import type { Middleware } from '../define/middleware.ts'
import { failureIn, type Outcome } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { type CircuitBreakerOptions, circuitBreaker } from './circuit-breaker.ts'

export const turn = () => new Promise(resolve => setImmediate(resolve))
export const fails = (code: ErrorCode) => () => {
  throw new ToolError('It failed', { code })
}

/** A server with a tool that does what the test wants, and with middleware inside of the breaker. */
export const guarded = (options: CircuitBreakerOptions = {}, ...inner: Middleware[]) => {
  const clock = fakeClock()
  const log = recordingLog()
  const breaker = circuitBreaker({ jitter: 0, threshold: 2, clock, log, ...options })
  const server = new Plinth({ name: 'test', clock }).use(breaker, ...inner)
  let calls = 0
  let handler: (ctx: Context) => unknown = () => 'done'
  server.tool('t', { input: z.looseObject({ n: z.number().optional() }) }, (_, ctx) => {
    calls += 1
    return handler(ctx) as string
  })
  const call = (extra: object = {}, args: object = {}) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name: 't', arguments: args }, ...extra })
  const callWith = async (next: (ctx: Context) => unknown, times = 1, extra: object = {}) => {
    handler = next
    let outcome = await call(extra)
    for (let n = 1; n < times; n++) outcome = await call(extra)
    return outcome
  }
  const state = () => breaker.states()[0]?.state
  return { server, breaker, clock, log, call, callWith, state, calls: () => calls }
}

export const codeIn = (outcome: Outcome) => failureIn(outcome)?.code
