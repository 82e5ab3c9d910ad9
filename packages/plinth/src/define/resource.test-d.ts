import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { type Completer, type Context, type ContextOf, type Middleware, Plinth, resource } from '../index.ts'

const server = new Plinth({ name: 'test' })

describe('the variables of a template follow from its URI', () => {
  test('every kind of expression', () => {
    server.resource('users://{id}/posts/{post}', {}, variables => {
      expectTypeOf(variables).toEqualTypeOf<{ readonly id: string; readonly post: string }>()
      return ''
    })
    resource('file:///{+path}{.type}{/a,b*}{#part}', {}, variables => {
      expectTypeOf(variables).toEqualTypeOf<{
        readonly path: string
        readonly type: string
        readonly a: string
        readonly b: string
        readonly part: string
      }>()
      return ''
    })
  })

  test('those that a URI may leave out may be absent', () => {
    server.resource('find://{place}{?text,limit}', {}, variables => {
      expectTypeOf(variables).toEqualTypeOf<{
        readonly place: string
        readonly text?: string
        readonly limit?: string
      }>()
      return ''
    })
  })

  test('a URI without variables has the context only', () => {
    server.resource('users://all', {}, ctx => {
      expectTypeOf(ctx.correlationId).toEqualTypeOf<string>()
      return ''
    })
    resource('users://all', {}, ctx => {
      expectTypeOf(ctx).toEqualTypeOf<Context>()
      return ''
    })
  })

  test('completers have what the lifespan and middleware give, and can ask nobody', () => {
    const pooled = new Plinth({ name: 'pooled', lifespan: () => ({ pool: 7 }) })
    const known: Middleware<{ tenant: string }> = async (_, next) => next({ tenant: 'acme' })
    const served = pooled.with(known)
    const ids: Completer<ContextOf<typeof served>> = (typed, given, ctx) => {
      expectTypeOf(given).toEqualTypeOf<Readonly<Record<string, string>>>()
      expectTypeOf(ctx.deps).toEqualTypeOf<{ pool: number }>()
      expectTypeOf(ctx.tenant).toEqualTypeOf<string>()
      expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>()
      // @ts-expect-error nobody can be asked while something is completed
      ctx.elicit
      return [typed]
    }
    served.resource('users://{id}', { complete: { id: ids } }, ({ id }) => id)
    served.prompt('pick', { args: z.object({ id: z.string() }), complete: { id: ids } }, ({ id }) => id)
    served.prompt(
      'take',
      {
        args: z.object({ id: z.string() }),
        complete: { id: (_, __, ctx) => [ctx.tenant, `${ctx.deps.pool}`] },
      },
      ({ id }) => id,
    )
    // @ts-expect-error another server has no such deps
    server.resource('users://{id}', { complete: { id: ids } }, ({ id }) => id)
  })

  test('options name variables that there are', () => {
    server.resource('users://{id}', { complete: { id: () => ['1'] }, allowTraversal: ['id'] }, ({ id }) => id)
    // @ts-expect-error there is no variable name
    server.resource('users://{id}', { complete: { name: () => ['1'] } }, ({ id }) => id)
    // @ts-expect-error there is no variable name
    server.resource('users://{id}', { allowTraversal: ['name'] }, ({ id }) => id)
    // @ts-expect-error nothing to complete
    server.resource('users://all', { complete: { id: () => ['1'] } }, () => '')
    // @ts-expect-error there is no variable name
    server.resource('users://{id}', {}, ({ name }) => name)
  })
})
