import { describe, expectTypeOf, test } from 'vitest'
import { type Context, Plinth, resource } from '../index.ts'

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
