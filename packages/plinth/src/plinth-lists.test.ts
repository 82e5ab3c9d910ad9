import { describe, expect, it } from 'vitest'
import { Plinth, type PlinthOptions } from './index.ts'
import { connect } from './testing/index.ts'
import { ERAS, openWire, type Wire } from './testing/wire.fixtures.ts'

const serverWith = (count: number, options: Partial<PlinthOptions<object, undefined>> = {}) => {
  const server = new Plinth({ name: 'test', ...options })
  for (let n = 0; n < count; n++) server.tool(`tool_${n}`, {}, () => '')
  return server
}

const walk = async (wire: Wire, method: string, field: string) => {
  const pages: string[][] = []
  let cursor: unknown
  do {
    const { result = {} } = await wire.request(method, cursor === undefined ? {} : { cursor })
    pages.push((result[field] as { name: string }[]).map(({ name }) => name))
    cursor = result.nextCursor
  } while (cursor !== undefined)
  return pages
}

describe.each(ERAS)('a list, to a %s client', era => {
  it('of 1,000 tools is walked completely, in the order of declaration', async () => {
    const wire = await openWire(serverWith(1_000, { pageSize: 64 }), era)
    const pages = await walk(wire, 'tools/list', 'tools')
    expect(pages.flat()).toEqual(Array.from({ length: 1_000 }, (_, n) => `tool_${n}`))
    expect(pages).toHaveLength(16)
    await wire.close()
  })

  it('is walked by the official client too', async () => {
    const client = await connect(serverWith(1_000), { era })
    const { tools } = await client.client.listTools()
    expect(tools).toHaveLength(1_000)
    await client.close()
  })

  it('has pages for every kind of component', async () => {
    const server = new Plinth({ name: 'test', pageSize: 2 })
    for (let n = 0; n < 5; n++) {
      server.prompt(`p${n}`, {}, () => '')
      server.resource(`r://${n}`, {}, () => '')
      server.resource(`t${n}://{id}`, {}, () => '')
    }
    const wire = await openWire(server, era)
    for (const [method, field] of [
      ['prompts/list', 'prompts'],
      ['resources/list', 'resources'],
      ['resources/templates/list', 'resourceTemplates'],
    ] as const)
      expect((await walk(wire, method, field)).map(page => page.length)).toEqual([2, 2, 1])
    await wire.close()
  })

  it('is the same each time', async () => {
    const wire = await openWire(serverWith(20), era)
    const [first, second] = [await wire.request('tools/list'), await wire.request('tools/list')]
    expect(first.result).toEqual(second.result)
    await wire.close()
  })

  it('does not know a cursor of another list, or of a tool that is gone', async () => {
    const server = serverWith(4, { pageSize: 2 })
    server.prompt('p1', {}, () => '')
    server.prompt('p2', {}, () => '')
    server.prompt('p3', {}, () => '')
    const wire = await openWire(server, era)
    const cursor = (await wire.request('tools/list')).result?.nextCursor
    expect((await wire.request('prompts/list', { cursor })).error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('begin again without one'),
    })
    server.runtime.adjust({ filter: { exclude: ['tool_1'] } })
    expect((await wire.request('tools/list', { cursor })).error?.code).toBe(-32602)
    await wire.close()
  })
})

describe('cache hints', () => {
  const METHODS: [string, object][] = [
    ['tools/list', {}],
    ['prompts/list', {}],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['resources/read', { uri: 'plain://1' }],
  ]
  const setUp = (options: Partial<PlinthOptions<object, undefined>> = {}) => {
    const server = serverWith(3, options)
    server.prompt('p', {}, () => '')
    server.resource('plain://1', {}, () => '')
    server.resource('kept://{id}', { cache: { ttlMs: 5_000, scope: 'public' } }, () => '')
    return server
  }

  it.each([...METHODS, ['server/discover', {}] as [string, object]])(
    'stand on %s of 2026-07-28: not at all and private where nothing is said',
    async (method, params) => {
      const wire = await openWire(setUp(), 'modern')
      expect((await wire.request(method, { ...params })).result).toMatchObject({
        ttlMs: 0,
        cacheScope: 'private',
      })
      await wire.close()
    },
  )

  it('are those that the server and the resource say, the same over all pages', async () => {
    const wire = await openWire(
      setUp({ pageSize: 2, listCache: { ttlMs: 1_000, scope: 'public' } }),
      'modern',
    )
    const first = await wire.request('tools/list')
    const second = await wire.request('tools/list', { cursor: first.result?.nextCursor })
    for (const { result } of [first, second])
      expect(result).toMatchObject({ ttlMs: 1_000, cacheScope: 'public' })
    const read = await wire.request('resources/read', { uri: 'kept://1' })
    expect(read.result).toMatchObject({ ttlMs: 5_000, cacheScope: 'public' })
    await wire.close()
  })

  it('are unknown to the older revisions, and to tool calls', async () => {
    const old = await openWire(setUp(), 'legacy')
    for (const [method, params] of METHODS) {
      const { result } = await old.request(method, { ...params })
      expect(result).toBeDefined()
      expect(Object.keys(result ?? {})).not.toContain('ttlMs')
      expect(Object.keys(result ?? {})).not.toContain('cacheScope')
    }
    await old.close()
    const wire = await openWire(setUp(), 'modern')
    const called = await wire.request('tools/call', { name: 'tool_0' })
    expect(Object.keys(called.result ?? {})).not.toContain('ttlMs')
    await wire.close()
  })
})

describe.each(ERAS)('the first component of a kind, declared while a %s client is connected', era => {
  const KINDS = ['tools', 'prompts', 'resources'] as const
  const openListening = async (options: Partial<PlinthOptions<object, undefined>>) => {
    const server = new Plinth({ name: 'test', ...options })
    const wire = await openWire(server, era)
    if (era === 'modern') {
      const notifications = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
      wire.begin('subscriptions/listen', { notifications })
      await expect.poll(() => wire.notifications.length).toBe(1)
    }
    const heard = () =>
      wire.notifications
        .map(({ method }) => method)
        .filter(method => method.endsWith('list_changed'))
        .toSorted()
    const declare = async () => {
      server.tool('t', {}, () => '')
      server.prompt('p', {}, () => '')
      server.resource('r://1', {}, () => '')
      await wire.request('ping')
    }
    return { wire, heard, declare }
  }

  it('is told of, where the server announces its kind', async () => {
    const { wire, heard, declare } = await openListening({ announces: KINDS })
    expect((await wire.request('prompts/list')).result).toMatchObject({ prompts: [] })
    await declare()
    await expect
      .poll(heard)
      .toEqual(['prompts', 'resources', 'tools'].map(kind => `notifications/${kind}/list_changed`))
    expect((await wire.request('prompts/list')).result).toMatchObject({ prompts: [{ name: 'p' }] })
    await wire.close()
  })

  it('is not where it does not, and is there for whoever connects next', async () => {
    const { wire, heard, declare } = await openListening({ announces: ['tools'] })
    await declare()
    await expect.poll(heard).toEqual(['notifications/tools/list_changed'])
    await wire.close()
  })
})

it('announces no kind that there is not', () => {
  const announces = ['tool'] as never
  expect(() => new Plinth({ name: 'test', announces }).runtime).toThrow(
    '"test" announces "tool": it can be tools, prompts, resources',
  )
})
