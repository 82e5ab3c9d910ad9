import { describe, expect, it } from 'vitest'
import { requireRoles } from '../auth/require-roles.ts'
import { requireScopes } from '../auth/require-scopes.ts'
import type { Middleware, Principal } from '../index.ts'
import { Plinth } from '../index.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { ERAS, openWire } from '../testing/wire.fixtures.ts'
import type { ListPage } from './lists.ts'
import { createVisibility } from './visibility.ts'

const holder = (...scopes: string[]): Principal => ({ id: 'holder', scopes })

const pageOf = async (server: Plinth, method: string, principal?: Principal, cursor?: string) => {
  const params = cursor === undefined ? {} : { cursor }
  const outcome = await dispatch(server.runtime, { method, params }, principal ? { principal } : {})
  if (outcome.kind !== 'result') return outcome.kind === 'refused' ? outcome.refusal.reason : outcome.kind
  return outcome.result as ListPage
}

const namesOf = async (server: Plinth, method: string, principal?: Principal) => {
  const page = await pageOf(server, method, principal)
  return typeof page === 'string' ? page : page.items.map(({ name }) => name)
}

/** Of each kind one thing for everybody, one behind a scope. */
const mixed = () => {
  const server = new Plinth({ name: 'mixed', listCache: { ttlMs: 1_000, scope: 'public' } })
  const use = [requireScopes('a')]
  server.tool('open', {}, () => '')
  server.tool('closed', { use }, () => '')
  server.prompt('open', {}, () => '')
  server.prompt('closed', { use }, () => '')
  server.resource('x://open', { name: 'open', cache: { ttlMs: 1_000, scope: 'public' } }, () => 'o')
  server.resource('x://closed', { name: 'closed', use, cache: { ttlMs: 1_000, scope: 'public' } }, () => 'c')
  server.resource('x://open/{id}', { name: 'open' }, () => '')
  server.resource('x://closed/{id}', { name: 'closed', use, complete: { id: () => ['guess'] } }, () => '')
  return server
}

const LISTS = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'] as const

describe.each(LISTS)('%s', method => {
  it('shows only what its caller may use, and is private', async () => {
    const server = mixed()
    expect(await namesOf(server, method)).toEqual(['open'])
    expect(await namesOf(server, method, holder('b'))).toEqual(['open'])
    expect(await namesOf(server, method, holder('a'))).toEqual(['open', 'closed'])
    expect(await pageOf(server, method)).toMatchObject({ cacheScope: 'private', ttlMs: 1_000 })
    expect(await pageOf(server, method, holder('a'))).toMatchObject({ cacheScope: 'private' })
  })

  it('may be public where nothing is protected, and is prepared once', async () => {
    const server = new Plinth({ name: 'open', listCache: { ttlMs: 1_000, scope: 'public' } })
    server.tool('open', {}, () => '')
    server.prompt('open', {}, () => '')
    server.resource('x://open', { name: 'open' }, () => '')
    server.resource('x://open/{id}', { name: 'open' }, () => '')
    expect(await pageOf(server, method, holder('a'))).toMatchObject({ cacheScope: 'public' })
  })

  it('is private where only the list itself is protected', async () => {
    const server = new Plinth({ name: 'list', listCache: { ttlMs: 1_000, scope: 'public' } })
    server.tool('open', {}, () => '')
    server.use(method, requireScopes('list'))
    expect(await pageOf(server, method)).toBe('unauthenticated')
    expect(await pageOf(server, method, holder('list'))).toMatchObject({ cacheScope: 'private' })
  })
})

describe('what may be seen', () => {
  it.each<[string, (server: Plinth, guard: Middleware) => void]>([
    ['the server', (server, guard) => void server.use(guard)],
    ['a method', (server, guard) => void server.use('tools/call', guard)],
  ])('is decided by rules of %s', async (_, put) => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', {}, () => '')
    put(server, requireScopes('a') as Middleware)
    expect(await namesOf(server, 'tools/list', holder('a'))).toEqual(['t'])
    expect(['forbidden', []]).toContainEqual(await namesOf(server, 'tools/list', holder()))
  })

  it('is decided by rules of the modules that a component is mounted through', async () => {
    const inner = new Plinth({ name: 'inner' })
    inner.tool('t', { use: [requireScopes('tool')] }, () => '')
    inner.use('tools/call', requireScopes('inner'))
    const outer = new Plinth({ name: 'outer' })
    outer.use(requireRoles('outer'))
    const server = new Plinth({ name: 'server' })
    server.mount(outer.mount(inner)).mount(inner, { prefix: 'direct' })
    expect(await namesOf(server, 'tools/list', holder('tool', 'inner'))).toEqual(['direct_t'])
    const admin: Principal = { id: 'x', scopes: ['tool', 'inner'], roles: ['outer'] }
    expect(await namesOf(server, 'tools/list', admin)).toEqual(['t', 'direct_t'])
    expect(await namesOf(server, 'tools/list', holder('tool'))).toEqual([])
  })

  it('is decided for the caller that middleware further out has found', async () => {
    const server = mixed()
    server.use((_, next) => next({ principal: holder('a') }))
    expect(await namesOf(server, 'tools/list')).toEqual(['open', 'closed'])
  })

  it('may be for everybody who is known', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', { use: [requireScopes()] }, () => '')
    expect(await namesOf(server, 'tools/list')).toEqual([])
    expect(await namesOf(server, 'tools/list', holder())).toEqual(['t'])
  })

  it('is prepared once for each view, of which the latest are kept', async () => {
    const server = new Plinth({ name: 'views' })
    const letters = [...'abcdefg']
    for (const letter of letters) server.tool(letter, { use: [requireScopes(letter)] }, () => '')
    const { layers, catalogue } = server.runtime
    const visible = createVisibility({ layers: [...layers] })
    const view = (n: number) =>
      visible('tools/list', catalogue.current.tools, holder(...letters.filter((_, bit) => n & (1 << bit))))
    const first = view(0)
    expect(view(0)).toBe(first)
    for (let n = 1; n < 64; n++) view(n)
    expect(view(0)).toBe(first)
    view(64)
    expect(view(0)).not.toBe(first)
    expect(view(64)).toBe(view(64))
  })

  it('changes with the catalogue and its rules', async () => {
    const server = mixed()
    expect(await namesOf(server, 'tools/list', holder())).toEqual(['open'])
    server.tool('late', {}, () => '')
    expect(await namesOf(server, 'tools/list', holder())).toEqual(['open', 'late'])
    server.use('tools/call', requireScopes('b'))
    expect(await namesOf(server, 'tools/list', holder())).toEqual([])
  })

  it('is right for more kinds of callers than are remembered', async () => {
    const server = new Plinth({ name: 'many' })
    const letters = [...'abcdefghijk']
    for (const letter of letters) server.tool(letter, { use: [requireScopes(letter)] }, () => '')
    const subsets = Array.from({ length: 200 }, (_, n) => letters.filter((_, bit) => (n * 7) & (1 << bit)))
    for (const subset of [...subsets, ...subsets])
      expect(await namesOf(server, 'tools/list', holder(...subset))).toEqual(subset)
  })
})

it('pages hold only what is seen, and no cursor names what is not', async () => {
  const server = new Plinth({ name: 'pages', pageSize: 2 })
  for (const n of [1, 2, 3, 4, 5, 6])
    server.tool(`t${n}`, { use: n % 2 ? [] : [requireScopes('even')] }, () => '')
  const seen: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await pageOf(server, 'tools/list', holder(), cursor)
    if (typeof page === 'string') throw new Error(page)
    seen.push(page.items.map(({ name }) => name))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen).toEqual([['t1', 't3'], ['t5']])
  const cursorAt = (name: string) => Buffer.from(`after:${name}`).toString('base64url')
  for (const name of ['t2', 'no-such'])
    expect(await pageOf(server, 'tools/list', holder(), cursorAt(name))).toBe('invalid_cursor')
  expect(await pageOf(server, 'tools/list', holder('even'), cursorAt('t2'))).toMatchObject({
    items: [{ name: 't3' }, { name: 't4' }],
  })
})

it('what was read of a protected resource is private', async () => {
  const server = mixed()
  const read = (uri: string) =>
    dispatch(server.runtime, { method: 'resources/read', params: { uri } }, { principal: holder('a') })
  expect(await read('x://open')).toMatchObject({ result: { cacheScope: 'public' } })
  expect(await read('x://closed')).toMatchObject({ result: { cacheScope: 'private' } })
})

describe('a completion', () => {
  const complete = (server: Plinth, ref: object, principal?: Principal) =>
    dispatch(
      server.runtime,
      { method: 'completion/complete', params: { ref, argument: { name: 'id', value: '' } } },
      principal ? { principal } : {},
    )

  it('is refused as what is completed is', async () => {
    const ref = { type: 'ref/resource', uri: 'x://closed/{id}' }
    expect(await complete(mixed(), ref)).toMatchObject({ refusal: { reason: 'unauthenticated' } })
    expect(await complete(mixed(), ref, holder())).toMatchObject({ refusal: { reason: 'forbidden' } })
    expect(await complete(mixed(), ref, holder('a'))).toMatchObject({
      result: { completion: { values: ['guess'] } },
    })
  })

  it('is refused too where only reading is protected', async () => {
    const server = new Plinth({ name: 'test' })
    server.use('resources/read', requireScopes('read'))
    server.resource('y://{id}', { complete: { id: () => ['guess'] } }, () => '')
    const ref = { type: 'ref/resource', uri: 'y://{id}' }
    expect(await complete(server, ref, holder())).toMatchObject({ refusal: { reason: 'forbidden' } })
    expect(await complete(server, ref, holder('read'))).toMatchObject({ kind: 'result' })
  })
})

describe.each(ERAS)('a %s client', era => {
  const subscribe = async (principal?: Principal) => {
    const server = mixed()
    const wire = await openWire(server, era, principal ? { principal } : {})
    const uris = ['x://open', 'x://closed']
    const answers =
      era === 'legacy'
        ? await Promise.all(uris.map(uri => wire.request('resources/subscribe', { uri })))
        : [void wire.begin('subscriptions/listen', { notifications: { resourceSubscriptions: uris } })]
    await new Promise(resolve => setImmediate(resolve))
    for (const uri of uris) server.runtime.resourceUpdated(uri)
    await new Promise(resolve => setTimeout(resolve, 20))
    const heard = wire.notifications.filter(({ method }) => method === 'notifications/resources/updated')
    await wire.close()
    return { codes: answers.map(answer => answer?.error?.code), heard: heard.map(({ params }) => params.uri) }
  }

  it('hears only of resources that it may read', async () => {
    const refused = era === 'legacy' ? [undefined, -31_403] : [undefined]
    expect(await subscribe(holder())).toEqual({ codes: refused, heard: ['x://open'] })
    expect((await subscribe()).heard).toEqual(['x://open'])
    expect((await subscribe(holder('a'))).heard).toEqual(['x://open', 'x://closed'])
  })
})
