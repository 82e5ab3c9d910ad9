import type { Entry, ToolEntry } from '../catalogue/entry.ts'
import type { CallContext } from '../context/call.ts'
import { CallSignal } from '../context/call-signal.ts'
import type { Outcome } from '../define/outcome.ts'
import type { Handle, Run } from './compose.ts'
import type { Deadlines } from './deadlines.ts'
import { defer, deferral, mayBecomeTasks } from './deferral.ts'
import type { Failures } from './failures.ts'
import type { Lifespans } from './lifespans.ts'
import type { Rounds } from './rounds.ts'
import type { TaskService } from './task-service.ts'

interface Parts {
  readonly lifespans: Lifespans
  readonly rounds: Rounds
  readonly deadlines: Deadlines
  readonly failures: Failures
  readonly settings: { readonly maxTimeoutMs: number }
  /** Carries out calls in the background; undefined when the server has no tasks. */
  readonly tasks?: () => TaskService | undefined
}

/** How a handler ended, or what ended the wait for it. */
type Ended = { readonly outcome: Outcome } | { readonly error: unknown }

/** A nested call that waits: its questions are sent by the call that the client made. */
const WAITING: Outcome = Object.freeze({ kind: 'input_required', requests: {}, state: '' })

/**
 * Makes what stands around handlers: dependencies, questions, time, and what they throw. Where there is nothing to wait
 * for, nothing is waited for: promises are most of what a call costs here.
 */
export const createAroundHandler = ({ lifespans, rounds, deadlines, failures, settings, tasks }: Parts) => {
  /** Waits for a handler until its time is up. It may go on, though nobody waits for it any more. */
  const ending = (ctx: CallContext, signal: CallSignal, begun: Promise<Outcome>): Promise<Ended> =>
    new Promise(resolve => {
      ctx.running.enter()
      const limitMs = Math.min(ctx.timeoutMs, settings.maxTimeoutMs)
      const release = deadlines.begin({ limitMs, name: ctx.name, signal }, error => resolve({ error }))
      const end = (ended: Ended): void => {
        ctx.running.leave()
        release()
        resolve(ended)
      }
      const endQuietly = (ended: Ended): void => {
        const { interview } = ctx
        if (ctx.scope === '' && interview?.isWaiting())
          interview.quiet().then(
            () => end(ended),
            error => end({ error }),
          )
        else end(ended)
      }
      begun.then(
        outcome => endQuietly({ outcome }),
        error => endQuietly({ error }),
      )
    })

  const answer = (ctx: CallContext, signal: CallSignal, ended: Ended): Outcome | Promise<Outcome> => {
    const stopped = 'error' in ended && signal.firedWith(ended.error)
    const service = tasks?.()
    if (ctx.moving && !stopped && service) return defer(service, ctx)
    if (ctx.interview?.isWaiting(ctx.scope) && !stopped)
      return ctx.scope === '' ? rounds.suspend(ctx, ctx.interview) : WAITING
    return 'error' in ended ? failures(ctx, ended.error) : ended.outcome
  }

  const run = (handle: Handle, ctx: CallContext): Outcome | Promise<Outcome> => {
    const signal = new CallSignal(ctx.source)
    ctx.source = signal
    let begun: Outcome | Promise<Outcome>
    try {
      deadlines.checkOpen()
      begun = handle(ctx)
    } catch (error) {
      begun = Promise.reject(error)
    }
    if (begun instanceof Promise || ctx.interview)
      return ending(ctx, signal, Promise.resolve(begun)).then(ended => answer(ctx, signal, ended))
    // What gave its result at once cannot be stopped any more, and has asked nothing.
    signal.release()
    return begun
  }

  /** The same for a call that may become a task, goes on after a question, or is the first of its module. */
  const runPrepared = async (entry: Entry, handle: Handle, ctx: CallContext): Promise<Outcome> => {
    const { definition, path } = entry
    ctx.running.enter()
    try {
      const mayBecomeTask = definition.kind === 'tool' && mayBecomeTasks(definition.options)
      const deferred = mayBecomeTask ? await deferral(tasks?.(), entry as ToolEntry, ctx) : undefined
      if (deferred) return deferred
      await ctx.enterHandler()
      ctx.deps = await lifespans.depsAt(path)
      return await run(handle, ctx)
    } finally {
      ctx.running.leave()
    }
  }

  return (entry: Entry, handle: Handle): Run => {
    const { definition, path } = entry
    const mayBecomeTask = definition.kind === 'tool' && mayBecomeTasks(definition.options)
    return ctx => {
      if (mayBecomeTask || ctx.requestState !== undefined) return runPrepared(entry, handle, ctx)
      const deps = lifespans.depsAt(path)
      if (deps instanceof Promise) return runPrepared(entry, handle, ctx)
      ctx.enterHandler()
      ctx.deps = deps
      return Promise.resolve(run(handle, ctx))
    }
  }
}
