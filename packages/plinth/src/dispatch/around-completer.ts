import type { Entry } from '../catalogue/entry.ts'
import { CallSignal } from '../context/call-signal.ts'
import type { Outcome } from '../define/outcome.ts'
import type { Handle, Run } from './compose.ts'
import type { Deadlines } from './deadlines.ts'
import type { Lifespans } from './lifespans.ts'

interface Parts {
  readonly lifespans: Lifespans
  readonly deadlines: Deadlines
  readonly settings: { readonly maxTimeoutMs: number }
}

/** Makes what stands around completers: what their module shares, and a limit of time. They ask nothing. */
export const createAroundCompleter =
  ({ lifespans, deadlines, settings }: Parts) =>
  ({ path }: Entry, handle: Handle): Run =>
  async ctx => {
    ctx.deps = await lifespans.depsAt(path)
    const signal = new CallSignal(ctx.source)
    ctx.source = signal
    const limitMs = Math.min(ctx.timeoutMs, settings.maxTimeoutMs)
    const work = Promise.resolve(handle(ctx))
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const release = deadlines.begin({ limitMs, name: ctx.name, signal }, reject)
    work.then(resolve, reject)
    return promise.finally(release)
  }
