import { describe, expect, it } from 'vitest'
import { Plinth, TAGS_META_KEY } from './index.ts'
import { connect } from './testing/index.ts'
import { ERAS, openWire } from './testing/wire.fixtures.ts'

const icons = [{ src: 'https://example.org/icon.png', mimeType: 'image/png', sizes: ['48x48'] }]

const setUp = () => {
  const server = new Plinth({
    name: 'weather',
    version: '1.2.3',
    title: 'Weather',
    description: 'Tells the weather',
    instructions: 'Ask for a city.',
    websiteUrl: 'https://example.org',
    icons,
    tags: ['outdoors'],
  })
  server.tool('forecast', { tags: ['slow'] }, () => '')
  server.tool('now', {}, () => '')
  return server
}

describe.each(ERAS)('a %s client', era => {
  it('reads who the server is', async () => {
    const client = await connect(setUp(), { era })
    expect(client.client.getServerVersion()).toEqual({
      name: 'weather',
      version: '1.2.3',
      title: 'Weather',
      description: 'Tells the weather',
      websiteUrl: 'https://example.org',
      icons,
    })
    expect(client.client.getInstructions()).toBe('Ask for a city.')
    await client.close()
  })

  it('sees the tags of the server and of its components, and what they leave out', async () => {
    const server = setUp()
    server.runtime.adjust({ filter: { excludeTags: ['slow'] } })
    const client = await connect(server, { era })
    const { tools } = await client.client.listTools()
    expect(tools).toMatchObject([{ name: 'now', _meta: { [TAGS_META_KEY]: ['outdoors'] } }])
    await client.close()
  })

  it('is told what the server can do, with what is disabled at the moment', async () => {
    const capabilitiesOf = async (server: Plinth) => {
      const client = await connect(server, { era })
      const capabilities = client.client.getServerCapabilities()
      await client.close()
      return Object.keys(capabilities ?? {}).sort()
    }
    expect(await capabilitiesOf(new Plinth({ name: 'empty' }))).toEqual(['logging'])
    const server = new Plinth({ name: 'full' })
    server.tool('t', { enabled: false }, () => '')
    server.prompt('p', {}, () => '')
    server.resource('x://{id}', { complete: { id: () => [] } }, ({ id }) => id)
    expect(await capabilitiesOf(server)).toEqual(['completions', 'logging', 'prompts', 'resources', 'tools'])
  })
})

it('says who it is in initialize and in server/discover', async () => {
  const discovered = await openWire(setUp(), 'modern')
  expect((await discovered.request('server/discover')).result).toMatchObject({
    instructions: 'Ask for a city.',
    _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'weather', icons } },
  })
  await discovered.close()
  const initialized = await openWire(setUp(), 'legacy')
  const answer = await initialized.request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'x', version: '1' },
  })
  expect(answer.result).toMatchObject({
    serverInfo: { name: 'weather', websiteUrl: 'https://example.org', icons },
  })
  await initialized.close()
})

it('has to have a name', () => {
  expect(() => new Plinth({ name: '' })).toThrow('A server needs a name')
  expect(() => new Plinth(undefined as never)).toThrow('A server needs a name')
})

it('refuses options that make no sense before it serves anybody', () => {
  expect(() => new Plinth({ name: 'a', pageSize: 0 }).runtime).toThrow('"a" has a pageSize of 0')
  expect(() => new Plinth({ name: 'a', listCache: { ttlMs: -1, scope: 'public' } }).runtime).toThrow(
    'ttlMs -1',
  )
})
