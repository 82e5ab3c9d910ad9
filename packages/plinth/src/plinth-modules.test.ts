import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Filter, Plinth } from './index.ts'
import { connect, type TestClient } from './testing/index.ts'
import { recordingLog } from './testing/recording-log.fixtures.ts'
import { ERAS } from './testing/wire.fixtures.ts'

/** A module as a domain would declare it: everything of it together. */
const notes = () => {
  const module = new Plinth({ name: 'team_notes', tags: ['notes'] })
  module.tool('count', { aliases: ['NotesCounter'] }, () => '2')
  module.tool('wipe', { tags: ['admin'] }, () => 'wiped')
  module.resource('notes://all', {}, () => 'all of them')
  module.resource('notes://{id}', { complete: { id: () => ['1', '2'] } }, ({ id }) => `note ${id}`)
  module.prompt('summary', {}, () => 'Sum up')
  return module
}

const listed = async ({ client }: TestClient) => {
  const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name)
  const { tools = {}, prompts = {}, resources = {} } = client.getServerCapabilities() ?? {}
  return {
    tools: tools.listChanged ? names((await client.listTools()).tools) : [],
    prompts: prompts.listChanged ? names((await client.listPrompts()).prompts) : [],
    resources: resources.listChanged ? names((await client.listResources()).resources) : [],
    templates: resources.listChanged ? names((await client.listResourceTemplates()).resourceTemplates) : [],
  }
}

describe.each(ERAS)('a mounted module, to a %s client', era => {
  it('serves all that it has, under its prefix', async () => {
    const client = await connect(new Plinth({ name: 'root' }).mount(notes(), { prefix: 'team' }), { era })
    expect(await listed(client)).toEqual({
      tools: ['team_count', 'team_wipe'],
      prompts: ['team_summary'],
      resources: ['notes://team/all'],
      templates: ['notes://team/{id}'],
    })
    expect(await client.call('team_count')).toEqual([{ type: 'text', text: '2' }])
    const read = async (uri: string) => (await client.client.readResource({ uri })).contents
    expect(await read('notes://team/all')).toMatchObject([{ text: 'all of them' }])
    expect(await read('notes://team/7')).toMatchObject([{ uri: 'notes://team/7', text: 'note 7' }])
    expect((await client.client.getPrompt({ name: 'team_summary' })).messages).toHaveLength(1)
    const ref = { type: 'ref/resource', uri: 'notes://team/{id}' } as const
    const { completion } = await client.client.complete({ ref, argument: { name: 'id', value: '' } })
    expect(completion.values).toEqual(['1', '2'])
    await expect(client.call('count')).rejects.toThrow('no tool "count"')
    await client.close()
  })

  it('shows a tool that is added later, and an imported one does not', async () => {
    const module = notes()
    const server = new Plinth({ name: 'root' })
    server.mount(module, { prefix: 'live' })
    server.import(module, { prefix: 'fixed' })
    const client = await connect(server, { era })
    module.tool('later', {}, () => 'here')
    const { tools } = await listed(client)
    expect(tools).toEqual(['live_count', 'live_wipe', 'live_later', 'fixed_count', 'fixed_wipe'])
    expect(await client.call('live_later')).toEqual([{ type: 'text', text: 'here' }])
    await expect(client.call('fixed_later')).rejects.toThrow('no tool "fixed_later"')
    await client.close()
  })

  it('mounted twice, has a configuration, a lifespan and middleware of its own each time', async () => {
    const events: string[] = []
    const database = new Plinth({
      name: 'database',
      config: z.object({ url: z.string(), retries: z.int().default(2) }),
      lifespan: ({ config: { url, retries }, defer }) => {
        events.push(`open ${url}`)
        defer(() => events.push(`close ${url}`))
        return { where: `${url} ${retries}` }
      },
    })
    database.tool('where', {}, (_, ctx) => ctx.deps.where)
    const server = new Plinth({ name: 'root' })
    server.mount(database, { prefix: 'a', config: { url: 'a://' } })
    server.mount(database, { prefix: 'b', config: { url: 'b://', retries: 5 } })
    const client = await connect(server, { era })
    const where = async (name: string) => JSON.stringify(await client.call(name))
    expect(await where('a_where')).toContain('a:// 2')
    expect(await where('b_where')).toContain('b:// 5')
    expect(await where('a_where')).toContain('a:// 2')
    await client.close()
    expect(events).toEqual(['open a://', 'open b://', 'close b://', 'close a://'])
  })
})

describe('what is left out', () => {
  const connectWith = (filter: Filter) => {
    const server = new Plinth({ name: 'root', filter })
    server.tool('own', {}, () => '')
    server.mount(notes(), { prefix: 'team' })
    return connect(server)
  }

  it('as a module, is absent with everything of it', async () => {
    const client = await connectWith({ modules: ['other'] })
    expect(await listed(client)).toEqual({ tools: ['own'], prompts: [], resources: [], templates: [] })
    await expect(client.client.readResource({ uri: 'notes://team/1' })).rejects.toThrow()
    await client.close()
  })

  it('is there when its module is named, however it is written', async () => {
    const client = await connectWith({ modules: ['Team-Notes'] })
    expect((await listed(client)).prompts).toEqual(['team_summary'])
    await client.close()
  })

  it.each<[string, Filter, string[]]>([
    ['by its name', { exclude: ['team_wipe'] }, ['own', 'team_count']],
    ['by its name without prefix', { exclude: ['wipe'] }, ['own', 'team_count']],
    ['by its tag', { excludeTags: ['admin'] }, ['own', 'team_count']],
    ['since it is not included', { include: ['own', 'NotesCounter'] }, ['own', 'team_count']],
    ['since its tag is not included', { includeTags: ['notes'], exclude: ['wipe'] }, ['team_count']],
  ])('as a tool %s, is neither listed nor callable', async (_, filter, expected) => {
    const client = await connectWith(filter)
    expect((await listed(client)).tools).toEqual(expected)
    await expect(client.call('team_wipe')).rejects.toMatchObject({ code: -32602 })
    await client.close()
  })

  it('cannot be called by another tool either', async () => {
    const server = new Plinth({ name: 'root', filter: { exclude: ['hidden'] } })
    server.tool('hidden', {}, () => 'secret')
    server.tool('calls', {}, (_, ctx) => ctx.call('hidden') as Promise<object>)
    const client = await connect(server)
    await expect(client.call('calls')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await client.close()
  })

  it('stays out when the configuration leaves out more', async () => {
    const server = new Plinth({ name: 'root', filter: { exclude: ['wipe'] } })
    server.mount(notes())
    server.runtime.adjust({ filter: { exclude: ['other'] } })
    const client = await connect(server)
    expect((await listed(client)).tools).toEqual(['count'])
    await client.close()
  })
})

it('two tools of one name are told in the log, and the nearer one is served', async () => {
  const log = recordingLog()
  const server = new Plinth({ name: 'root', log })
  server.mount(notes())
  server.tool('count', {}, () => 'nearer')
  const client = await connect(server)
  expect(await client.call('count')).toEqual([{ type: 'text', text: 'nearer' }])
  expect(log.lines).toContainEqual({
    level: 'warning',
    event: 'catalogue.conflict',
    fields: { kind: 'tool', name: 'count', servedFrom: 'root', hiddenFrom: 'team_notes' },
  })
  await client.close()
})

it('a component that was declared without a server may be served by several', async () => {
  const double = new Plinth({ name: 'a' }).tool(
    'double',
    { input: z.object({ n: z.number() }) },
    ({ n }) => n * 2,
  )
  const first = await connect(new Plinth({ name: 'one' }).mount(notes()))
  const server = new Plinth({ name: 'two' })
  server.add(double.definition)
  const second = await connect(server)
  expect(await second.call('double', { n: 2 })).toEqual([{ type: 'text', text: '4' }])
  await expect(first.call('double', { n: 2 })).rejects.toThrow('no tool')
  await first.close()
  await second.close()
})

it('a module that says that its resource has changed is heard, under its prefix too', async () => {
  const module = new Plinth({ name: 'notes' })
  module.resource('notes://all', {}, () => '')
  module.tool('write', {}, (_, ctx) => ctx.resourceUpdated('notes://all'))
  const server = new Plinth({ name: 'test' })
  server.mount(module, { prefix: 'a' })
  server.mount(module, { prefix: 'b' })
  const changed: unknown[] = []
  server.runtime.host.bus.subscribe(event => changed.push(event))
  const client = await connect(server)
  await client.call('b_write')
  expect(changed).toEqual([{ type: 'resource_updated', uri: 'notes://b/all' }])
  await client.close()
})
