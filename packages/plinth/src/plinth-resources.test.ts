import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OperationEvent } from './events.ts'
import { file, image, Plinth, text } from './index.ts'
import { connect } from './testing/index.ts'
import { ERAS } from './testing/wire.fixtures.ts'

describe.each(ERAS)('a resource, to a %s client', era => {
  it.each<[string, unknown, object]>([
    ['a text', 'hello', { text: 'hello', mimeType: 'text/x-test' }],
    ['bytes', Uint8Array.from([0, 255]), { blob: 'AP8=', mimeType: 'text/x-test' }],
    ['a value', { a: [1] }, { text: '{"a":[1]}', mimeType: 'text/x-test' }],
    ['nothing', undefined, { text: 'null', mimeType: 'text/x-test' }],
    ['an empty list', [], { text: '[]', mimeType: 'text/x-test' }],
  ])('may be %s', async (_, returned, expected) => {
    const server = new Plinth({ name: 'test' })
    server.resource('notes://all', { mimeType: 'text/x-test' }, () => returned as string)
    const client = await connect(server, { era })
    const { contents } = await client.client.readResource({ uri: 'notes://all' })
    expect(contents).toEqual([{ uri: 'notes://all', ...expected }])
    await client.close()
  })

  it('may be several contents, each of its own kind', async () => {
    const server = new Plinth({ name: 'test' })
    const contents = [
      { uri: 'notes://1', text: 'one' },
      { uri: 'notes://2', mimeType: 'image/png', blob: 'AAAA' },
    ]
    server.resource('notes://all', {}, () => contents)
    server.resource('notes://json', {}, () => ({ a: 1 }))
    const client = await connect(server, { era })
    expect((await client.client.readResource({ uri: 'notes://all' })).contents).toEqual(contents)
    const json = await client.client.readResource({ uri: 'notes://json' })
    expect(json.contents).toEqual([{ uri: 'notes://json', mimeType: 'application/json', text: '{"a":1}' }])
    await client.close()
  })

  it('of a template gets the variables of the URI, and answers under that URI', async () => {
    const server = new Plinth({ name: 'test' })
    server.resource('users://{id}/profile', {}, async ({ id }, ctx) => ({ id, asked: ctx.name }))
    server.resource('find://all{?text,limit}', {}, variables => variables)
    const client = await connect(server, { era })
    const read = async (uri: string) => {
      const [first] = (await client.client.readResource({ uri })).contents
      return [first?.uri, JSON.parse((first as { text: string }).text)]
    }
    const uri = 'users://Ada%20L/profile'
    expect(await read(uri)).toEqual([uri, { id: 'Ada L', asked: uri }])
    expect(await read('find://all?limit=5')).toEqual(['find://all?limit=5', { limit: '5' }])
    const { resourceTemplates } = await client.client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'users://{id}/profile',
      'find://all{?text,limit}',
    ])
    await client.close()
  })

  it('refuses a variable that leads out, unless its template says that it may', async () => {
    const server = new Plinth({ name: 'test' })
    const refused: OperationEvent[] = []
    server.runtime.events.subscribe(event => {
      if (event.type === 'security.refused') refused.push(event)
    })
    let reads = 0
    server.resource('file:///{+path}', {}, ({ path }) => `${++reads} ${path}`)
    server.resource('any:///{+path}', { allowTraversal: ['path'] }, ({ path }) => path)
    const client = await connect(server, { era })
    const read = (uri: string) => client.client.readResource({ uri })
    for (const path of ['../etc', 'a/%2e%2e/b', '%2Fetc', 'a%00', '..%5Cetc', 'C:%5Cx'])
      await expect(read(`file:///${path}`)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('"path" leads out of this resource'),
      })
    expect(reads).toBe(0)
    expect(refused).toHaveLength(6)
    expect(refused[0]).toMatchObject({ what: 'file', subject: 'file:///../etc', rule: 'traversal' })
    expect((await read('any:///../etc')).contents).toMatchObject([{ text: '../etc' }])
    expect((await read('file:///a/..b/c')).contents).toMatchObject([{ text: '1 a/..b/c' }])
    await client.close()
  })

  it('proposes values for its variables', async () => {
    const server = new Plinth({ name: 'test' })
    server.resource(
      'streets://{city}/{name}',
      { complete: { name: (value, { city }) => [`${value}, ${city}`] } },
      ({ name }) => name,
    )
    const client = await connect(server, { era })
    const { completion } = await client.client.complete({
      ref: { type: 'ref/resource', uri: 'streets://{city}/{name}' },
      argument: { name: 'name', value: 'Ha' },
      context: { arguments: { city: 'Oslo' } },
    })
    expect(completion).toMatchObject({ values: ['Ha, Oslo'], total: 1, hasMore: false })
    await client.close()
  })
})

describe.each(ERAS)('a prompt, to a %s client', era => {
  const said = (value: string) => ({ type: 'text', text: value })

  it.each<[string, unknown, object[]]>([
    ['one text of the user', 'Review this', [{ role: 'user', content: said('Review this') }]],
    [
      'several messages',
      [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: text('Hello to you') },
        { role: 'user', content: image('AAAA', 'image/png') },
        { role: 'user', content: file('file:///a', 'a') },
      ],
      [
        { role: 'user', content: said('Hello') },
        { role: 'assistant', content: said('Hello to you') },
        { role: 'user', content: { type: 'image', data: 'AAAA', mimeType: 'image/png' } },
        { role: 'user', content: { type: 'resource', resource: { uri: 'file:///a', text: 'a' } } },
      ],
    ],
  ])('renders %s', async (_, rendered, messages) => {
    const server = new Plinth({ name: 'test' })
    server.prompt('p', { description: 'Reviews' }, () => rendered as string)
    const client = await connect(server, { era })
    expect(await client.client.getPrompt({ name: 'p' })).toMatchObject({ description: 'Reviews', messages })
    await client.close()
  })

  it('takes typed arguments, lists and completes them, and names those that do not fit', async () => {
    const server = new Plinth({ name: 'test' })
    const args = z.object({
      city: z.string().describe('Where'),
      tone: z.enum(['kind', 'stern']).default('kind'),
    })
    server.prompt(
      'p',
      { args, complete: { tone: () => ['kind', 'stern'] } },
      async ({ city, tone }) => `${city}, ${tone}`,
    )
    const client = await connect(server, { era })
    const { messages } = await client.client.getPrompt({ name: 'p', arguments: { city: 'Oslo' } })
    expect(messages).toMatchObject([{ content: { text: 'Oslo, kind' } }])
    const { prompts } = await client.client.listPrompts()
    expect(prompts[0]?.arguments).toEqual([
      { name: 'city', description: 'Where', required: true },
      { name: 'tone', required: false },
    ])
    const { completion } = await client.client.complete({
      ref: { type: 'ref/prompt', name: 'p' },
      argument: { name: 'tone', value: '' },
    })
    expect(completion.values).toEqual(['kind', 'stern'])
    await expect(
      client.client.getPrompt({ name: 'p', arguments: { city: 'Oslo', tone: 'loud' } }),
    ).rejects.toMatchObject({ code: -32602, message: expect.stringContaining('tone: ') })
    await client.close()
  })
})
