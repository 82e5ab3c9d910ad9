import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Middleware, type MiddlewareContext, Plinth } from '../index.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { SCOPES, type Scope, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { METHODS } from './request.ts'

const labelOf = ({ component, method }: MiddlewareContext) =>
  component ? `${component.kind}:${component.name}` : `method:${method}`

describe('middleware stands where it is put', () => {
  it.each(SCOPES.map(({ scope, sees }) => [scope, sees] as const))(
    'around a %s',
    async (scope: Scope, sees) => {
      const seen: string[] = []
      const server = scopedServer(scope, (ctx, next) => {
        seen.push(labelOf(ctx))
        return next()
      })
      await visitAll(server)
      expect(seen).toEqual(sees)
    },
  )

  it('from the outside in: server, module, module in it, component; in the order of use()', async () => {
    const seen: string[] = []
    const says =
      (name: string): Middleware =>
      (_, next) => {
        seen.push(name)
        return next()
      }
    const server = new Plinth({ name: 'server' })
    const outer = new Plinth({ name: 'outer' })
    const inner = new Plinth({ name: 'inner' })
    inner.tool('t', { use: [says('tool 1'), says('tool 2')] }, () => '')
    server.mount(outer.mount(inner))
    inner.use(says('inner'))
    outer.use('tools/call', says('outer'))
    outer.use('prompts/get', says('not for tools'))
    server.use(says('server 1')).use(['tools/call', 'tools/list'], says('server 2'))
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
    expect(seen).toEqual(['server 1', 'server 2', 'outer', 'inner', 'tool 1', 'tool 2'])
  })

  it.each([...METHODS, 'no/such'])('on the server, around %s', async method => {
    const seen: string[] = []
    const server = new Plinth({ name: 'test' })
    server.use((ctx, next) => {
      seen.push(ctx.method)
      return next()
    })
    await dispatch(server.runtime, { method, params: {} })
    expect(seen).toEqual([method])
  })

  it('also when it is used after the first request', async () => {
    const server = new Plinth({ name: 'test' })
    let seen = 0
    await dispatch(server.runtime, { method: 'tools/list', params: {} })
    server.use((_, next) => {
      seen++
      return next()
    })
    await dispatch(server.runtime, { method: 'tools/list', params: {} })
    expect(seen).toBe(1)
  })
})

it('middleware is not put around a method that does not exist, nor is anything else than a function', () => {
  const server = new Plinth({ name: 'test' })
  const mistyped = 'tools/cal' as 'tools/call'
  expect(() => server.use(mistyped, (_, next) => next())).toThrow(
    /knows no method "tools\/cal": .*tools\/call/,
  )
  expect(() => server.use('tools/call', {} as never)).toThrow(
    'use() takes middleware: functions of (ctx, next)',
  )
})

it('middleware knows what is asked for', async () => {
  const server = new Plinth({ name: 'test' })
  const module = new Plinth({ name: 'module', tags: ['lab'] })
  module.tool(
    'scan',
    {
      input: z.object({ host: z.string() }),
      tags: ['net'],
      annotations: { readOnlyHint: true },
      meta: { cost: 2 },
      version: '7',
    },
    () => '',
  )
  server.mount(module, { prefix: 'm' })
  let seen: Pick<MiddlewareContext, 'component' | 'params' | 'name'> | undefined
  server.use((ctx, next) => {
    seen = { component: ctx.component, params: ctx.params, name: ctx.name }
    return next()
  })
  const params = { name: 'm_scan', arguments: { host: 'a' } }
  await dispatch(server.runtime, { method: 'tools/call', params })
  expect(seen).toEqual({
    name: 'm_scan',
    params,
    component: {
      kind: 'tool',
      name: 'm_scan',
      version: '7',
      tags: new Set(['lab', 'net']),
      annotations: { readOnlyHint: true },
      meta: { cost: 2 },
      repeatable: true,
    },
  })
})

describe('a request for what is not there is refused', () => {
  const server = new Plinth({ name: 'test' })
  server.tool('t', {}, () => '')

  it.each<[string, object, object]>([
    ['tools/call', { name: 'other' }, { reason: 'not_found', what: 'tool', name: 'other' }],
    ['tools/call', { name: '__proto__' }, { reason: 'not_found', what: 'tool', name: '__proto__' }],
    ['tools/call', { name: 5 }, { reason: 'invalid_params', message: 'tools/call needs "name", a string' }],
    ['tools/call', {}, { reason: 'invalid_params' }],
    ['prompts/get', { name: 'constructor' }, { reason: 'not_found', what: 'prompt' }],
    ['prompts/get', { name: null }, { reason: 'invalid_params' }],
    ['resources/read', { uri: 'a://b' }, { reason: 'not_found', what: 'resource', name: 'a://b' }],
    ['resources/read', { uri: {} }, { reason: 'invalid_params' }],
    ['no/such', {}, { reason: 'method_not_found' }],
    ['constructor', {}, { reason: 'method_not_found' }],
    ['__proto__', {}, { reason: 'method_not_found' }],
    ['tools/list', { cursor: 5 }, { reason: 'invalid_cursor' }],
    ['tools/list', { cursor: '__proto__' }, { reason: 'invalid_cursor' }],
  ])('%s of %j', async (method, params, refusal) => {
    const outcome = await dispatch(server.runtime, { method, params: { ...params } })
    expect(outcome).toMatchObject({ kind: 'refused', refusal })
  })

  it('and leaves nothing behind for the name', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    for (let n = 0; n < 100; n++)
      await dispatch(server.runtime, { method: `m${n}`, params: { name: `n${n}` } })
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })
})

it('tells each refusal the name that was asked for, though their chain is one', async () => {
  const server = new Plinth({ name: 'test' })
  const ask = async (name: string) =>
    JSON.stringify(await dispatch(server.runtime, { method: 'tools/call', params: { name } }))
  expect(await ask('first')).toContain('no tool \\"first\\"')
  expect(await ask('second')).toContain('no tool \\"second\\"')
})
