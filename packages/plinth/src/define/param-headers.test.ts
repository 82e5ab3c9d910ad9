import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { paramHeadersOf } from './param-headers.ts'
import { tool } from './tool.ts'

const string = (name: unknown) => ({ type: 'string', 'x-mcp-header': name })
const properties = (members: object) => ({ type: 'object', properties: members })

describe('paramHeadersOf', () => {
  it('finds annotated properties at any depth', () => {
    const schema = properties({
      region: string('Region'),
      plain: { type: 'string' },
      target: properties({ shard: { type: 'integer', 'x-mcp-header': 'Shard' } }),
      dry: { type: 'boolean', 'x-mcp-header': 'dry_run' },
    })
    expect(paramHeadersOf(schema, 'the input')).toEqual([
      { header: 'Mcp-Param-Region', path: ['region'], type: 'string' },
      { header: 'Mcp-Param-Shard', path: ['target', 'shard'], type: 'integer' },
      { header: 'Mcp-Param-dry_run', path: ['dry'], type: 'boolean' },
    ])
  })

  it.each([undefined, true, {}, { type: 'object' }, properties({ 'x-mcp-header': { type: 'string' } })])(
    'finds none in %j',
    schema => {
      expect(paramHeadersOf(schema, 'the input')).toEqual([])
    },
  )

  it('takes data for data, not for a schema', () => {
    const schema = properties({
      a: { type: 'object', default: string('A'), enum: [string('B')], const: string('C') },
    })
    expect(paramHeadersOf(schema, 'the input')).toEqual([])
  })

  it.each<[string, object, RegExp]>([
    ['an empty name', properties({ a: string('') }), /of a must be a header name part/],
    ['a name with a blank', properties({ a: string('my region') }), /header name part/],
    ['a name with a line break', properties({ a: string('a\r\nb') }), /header name part/],
    ['a name beyond ASCII', properties({ a: string('é') }), /header name part/],
    ['a name that is a number', properties({ a: string(1) }), /header name part/],
    [
      'a number',
      properties({ a: { type: 'number', 'x-mcp-header': 'A' } }),
      /type string, integer or boolean/,
    ],
    ['a list', properties({ a: { type: 'array', 'x-mcp-header': 'A' } }), /type string, integer or boolean/],
    ['several types', properties({ a: { type: ['string', 'null'], 'x-mcp-header': 'A' } }), /type string/],
    ['no type', properties({ a: { 'x-mcp-header': 'A' } }), /type string/],
    [
      'the schema itself',
      { type: 'object', 'x-mcp-header': 'A' },
      /the schema itself may only stand on a property$/,
    ],
    [
      'two names that differ by case',
      properties({ a: string('Region'), b: string('REGION') }),
      /of b is taken already/,
    ],
    [
      'items',
      properties({ a: { type: 'array', items: string('A') } }),
      /of a must be reached through properties/,
    ],
    [
      'items of items',
      properties({ a: { items: { prefixItems: [properties({ b: string('A') })] } } }),
      /reached/,
    ],
    ['oneOf', { ...properties({}), oneOf: [properties({ a: string('A') })] }, /reached through properties/],
    ['else', { ...properties({}), else: properties({ a: string('A') }) }, /reached through properties/],
    ['$defs', { ...properties({}), $defs: { a: string('A') } }, /reached through properties/],
    ['patternProperties', { patternProperties: { '^a': string('A') } }, /reached through properties/],
    ['additionalProperties', { additionalProperties: string('A') }, /reached through properties/],
  ])('refuses %s', (_name, schema, message) => {
    expect(() => paramHeadersOf(schema, 'the input')).toThrow(message)
  })

  it('refuses a tool by its name', () => {
    const input = z.object({ sizes: z.array(z.string().meta({ 'x-mcp-header': 'Size' })) })
    expect(() => tool('resize', { input }, () => 'done')).toThrow(
      'the input of tool "resize": x-mcp-header of sizes must be reached through properties alone',
    )
  })
})
