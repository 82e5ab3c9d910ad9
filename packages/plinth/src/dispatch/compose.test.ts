import { describe, expect, it } from 'vitest'
import type { CallContext } from '../context/call.ts'
import { type AnyMiddleware, type Middleware, repeating } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'
import { compose } from './compose.ts'

const done: Outcome = { kind: 'result', result: 'done' }

const run = (
  middleware: readonly AnyMiddleware[],
  handler = async (_: CallContext): Promise<Outcome> => done,
) => compose(middleware, handler)({} as CallContext)

describe('composed middleware', () => {
  it('is an onion: the first is the outermost', async () => {
    const seen: string[] = []
    const layer =
      (name: string): Middleware =>
      async (_, next) => {
        seen.push(`${name} in`)
        const outcome = await next()
        seen.push(`${name} out`)
        return outcome
      }
    const outcome = await run([layer('a'), layer('b'), layer('c')], async () => {
      seen.push('handler')
      return done
    })
    expect(seen).toEqual(['a in', 'b in', 'c in', 'handler', 'c out', 'b out', 'a out'])
    expect(outcome).toBe(done)
  })

  it('may be none', async () => {
    expect(await run([])).toBe(done)
  })

  it('may answer itself, and nothing further in runs', async () => {
    const own: Outcome = { kind: 'result', result: 'own' }
    const reached: string[] = []
    const outcome = await run([
      async () => own,
      (_, next) => {
        reached.push('inner')
        return next()
      },
    ])
    expect(outcome).toBe(own)
    expect(reached).toEqual([])
  })

  it('cannot call next() twice, not even after a failure: the handler runs once', async () => {
    let runs = 0
    const handler = async () => {
      runs++
      throw new Error('failed')
    }
    const again: Middleware = (_, next) => next().catch(() => next())
    await expect(run([again], handler)).rejects.toThrow('called next() twice')
    await expect(run([async (_, next) => (await next()) && next()])).rejects.toThrow('called next() twice')
    expect(runs).toBe(1)
  })

  it('may call next() again once it has returned, where it is marked so', async () => {
    let runs = 0
    let rewinds = 0
    const handler = async (): Promise<Outcome> => ({ kind: 'result', result: ++runs })
    const ctx = { mark: () => () => void rewinds++ } as unknown as CallContext
    const again = repeating(async (_, next) => (await next()) && next())
    expect(await compose([again], handler)(ctx)).toEqual({ kind: 'result', result: 2 })
    expect(rewinds).toBe(2)
    const atOnce = repeating(async (_, next) => {
      const [outcome = done] = await Promise.all([next(), next()])
      return outcome
    })
    await expect(compose([atOnce], handler)(ctx)).rejects.toThrow('called next() twice')
  })

  it('runs anew each time, and keeps nothing of the time before', async () => {
    const composed = compose([(_, next) => next()], async () => done)
    expect(await composed({} as CallContext)).toBe(done)
    expect(await composed({} as CallContext)).toBe(done)
  })

  it('adds to the context of everything further in', async () => {
    const adds: Middleware<{ user: string }> = (_, next) => next({ user: 'ada' })
    const seen: unknown[] = []
    const looks: AnyMiddleware = (ctx, next) => {
      seen.push((ctx as { user?: string }).user)
      return next()
    }
    await run([looks, adds, looks], async ctx => {
      seen.push((ctx as { user?: string }).user)
      return done
    })
    expect(seen).toEqual([undefined, 'ada', 'ada'])
  })

  it('fails by a rejection, though it throws at once', async () => {
    const throws = (): never => {
      throw new Error('at once')
    }
    await expect(run([throws])).rejects.toThrow('at once')
  })
})
