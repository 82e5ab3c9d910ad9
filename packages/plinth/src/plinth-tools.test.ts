import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { audio, file, image, link, Plinth, result, type Schema, text } from './index.ts'
import { connect } from './testing/index.ts'
import { ERAS } from './testing/wire.fixtures.ts'

const words = (value: string) => ({ type: 'text', text: value })

describe.each(ERAS)('what a tool returns, to a %s client', era => {
  it.each<[string, unknown, object]>([
    ['a text', 'hello', { content: [words('hello')] }],
    ['a number', 42, { content: [words('42')] }],
    ['nothing', undefined, { content: [] }],
    ['an object', { a: 1 }, { content: [words('{"a":1}')], structuredContent: { a: 1 } }],
    ['a list', [1, 2], { content: [words('[1,2]')] }],
    ['a date', new Date(0), { content: [words('1970-01-01T00:00:00.000Z')] }],
    [
      'a picture',
      image(Uint8Array.from([0, 255]), 'image/png'),
      { content: [{ type: 'image', data: 'AP8=', mimeType: 'image/png' }] },
    ],
    [
      'a sound',
      audio('AAAA', 'audio/wav'),
      { content: [{ type: 'audio', data: 'AAAA', mimeType: 'audio/wav' }] },
    ],
    [
      'a file',
      file('file:///a.md', '# A', 'text/markdown'),
      {
        content: [
          { type: 'resource', resource: { uri: 'file:///a.md', text: '# A', mimeType: 'text/markdown' } },
        ],
      },
    ],
    [
      'a link',
      link('notes://1', { name: 'first' }),
      { content: [{ type: 'resource_link', uri: 'notes://1', name: 'first' }] },
    ],
    [
      'several blocks',
      ['Two:', image('AAAA', 'image/png'), text('done')],
      { content: [words('Two:'), { type: 'image', data: 'AAAA', mimeType: 'image/png' }, words('done')] },
    ],
    [
      'fields, blocks and metadata',
      result({ structured: { a: 1 }, content: ['Saved.'], meta: { 'example.org/a': 1 } }),
      { content: [words('Saved.')], structuredContent: { a: 1 }, _meta: { 'example.org/a': 1 } },
    ],
  ])('%s', async (_, returned, expected) => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', {}, () => returned as string)
    const client = await connect(server, { era })
    const received = await client.client.callTool({ name: 't', arguments: {} })
    expect(received).toMatchObject(expected)
    expect(received.isError).toBeFalsy()
    expect(Object.hasOwn(received, 'structuredContent')).toBe(Object.hasOwn(expected, 'structuredContent'))
    await client.close()
  })

  /** Older revisions want an object, and wrap everything whose schema allows more. */
  const inResult = (value: unknown) => (era === 'legacy' ? { result: value } : value)

  it.each<[string, Schema, unknown, (value: unknown) => unknown]>([
    ['an object', z.object({ a: z.number() }), { a: 1 }, value => value],
    [
      'one of several objects',
      z.discriminatedUnion('k', [z.object({ k: z.literal(1) }), z.object({ k: z.literal(2) })]),
      { k: 2 },
      value => value,
    ],
    [
      'an object that holds itself',
      type({ name: 'string', 'kids?': 'this[]' }),
      { name: 'a', kids: [{ name: 'b' }] },
      value => value,
    ],
    ['an object or a text', z.union([z.object({ a: z.number() }), z.string()]), { a: 1 }, inResult],
    ['a text or an object', z.union([z.object({ a: z.number() }), z.string()]), 'x', inResult],
    ['a list', z.array(z.number()), [1], inResult],
    ['a number', z.number(), 1, inResult],
  ])('%s is what its output schema says, by the check of the client', async (_, output, value, expected) => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', { output }, () => value)
    const client = await connect(server, { era })
    await client.client.listTools()
    const { structuredContent } = await client.client.callTool({ name: 't', arguments: {} })
    expect(structuredContent).toEqual(expected(value))
    await client.close()
  })

  it.each<[string, Schema]>([
    ['zod', z.object({ user: z.object({ name: z.string() }), rows: z.array(z.object({ n: z.number() })) })],
    [
      'valibot',
      toStandardJsonSchema(
        v.object({ user: v.object({ name: v.string() }), rows: v.array(v.object({ n: v.number() })) }),
      ),
    ],
    ['arktype', type({ user: { name: 'string' }, rows: type({ n: 'number' }).array() })],
  ])('has no field that its schema of %s does not declare', async (_, output) => {
    const server = new Plinth({ name: 'test' })
    const secret = 'hunter2'
    server.tool('t', { output }, () => ({ secret, user: { name: 'Ada', secret }, rows: [{ n: 1, secret }] }))
    const client = await connect(server, { era })
    const received = await client.client.callTool({ name: 't', arguments: {} })
    expect(received.structuredContent).toEqual({ user: { name: 'Ada' }, rows: [{ n: 1 }] })
    expect(JSON.stringify(received)).not.toContain('hunter2')
    await client.close()
  })
})

describe.each(ERAS)('a tool, to a %s client', era => {
  it('shows all that it says of itself', async () => {
    const server = new Plinth({ name: 'test' })
    const shown = {
      title: 'Forecast',
      description: 'Highs for a city',
      icons: [{ src: 'https://example.org/a.png' }],
      annotations: { readOnlyHint: true, openWorldHint: true },
    }
    server.tool(
      'forecast',
      {
        ...shown,
        meta: { 'example.org/cost': 2 },
        input: z.object({ city: z.string().describe('Where') }),
        output: z.object({ highs: z.array(z.number()) }),
      },
      (_input, _ctx) => ({ highs: [] }),
    )
    const client = await connect(server, { era })
    const { tools } = await client.client.listTools()
    expect(tools).toEqual([
      {
        name: 'forecast',
        ...shown,
        _meta: { 'example.org/cost': 2 },
        inputSchema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          properties: { city: { type: 'string', description: 'Where' } },
          required: ['city'],
          additionalProperties: false,
        },
        outputSchema: expect.objectContaining({ type: 'object', required: ['highs'] }),
      },
    ])
    await client.close()
  })

  it.each<[string, Schema]>([
    ['zod', z.object({ city: z.string(), days: z.array(z.number()) })],
    ['valibot', toStandardJsonSchema(v.object({ city: v.string(), days: v.array(v.number()) }))],
    ['arktype', type({ city: 'string', days: 'number[]' })],
  ])('with a schema of %s, names the fields that do not fit, and does not run', async (_, input) => {
    const server = new Plinth({ name: 'test' })
    let runs = 0
    server.tool('t', { input }, () => ++runs)
    const client = await connect(server, { era })
    await expect(client.call('t', { days: [1, 'two'] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(/^Invalid arguments for t: (?=.*city: )(?=.*days\[1\]: )/),
    })
    expect(runs).toBe(0)
    await client.close()
  })

  it('may be called by its handle, with prefixes, after an update too', async () => {
    const server = new Plinth({ name: 'test' })
    const module = new Plinth({ name: 'module' })
    const options = { input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) }
    const double = module.tool('double', options, ({ n }) => ({ n: n * 2 }))
    server.mount(module, { prefix: 'math' })
    const client = await connect(server, { era })
    expect(await client.call(double, { n: 2 })).toEqual({ n: 4 })
    double.update(new Plinth({ name: 'x' }).tool('double', options, ({ n }) => ({ n: n * 20 })).definition)
    expect(await client.call(double, { n: 2 })).toEqual({ n: 40 })
    await client.close()
  })
})
