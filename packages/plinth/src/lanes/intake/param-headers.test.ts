import { describe, expect, it } from 'vitest'
import { nodeHeaders } from './header-value.ts'
import { checkParamHeaders, paramHeadersOf } from './param-headers.ts'

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
    expect(paramHeadersOf(schema)).toEqual([
      { header: 'Mcp-Param-Region', path: ['region'], type: 'string' },
      { header: 'Mcp-Param-Shard', path: ['target', 'shard'], type: 'integer' },
      { header: 'Mcp-Param-dry_run', path: ['dry'], type: 'boolean' },
    ])
  })

  it.each([undefined, true, {}, { type: 'object' }, properties({ 'x-mcp-header': { type: 'string' } })])(
    'finds none in %j',
    schema => {
      expect(paramHeadersOf(schema)).toEqual([])
    },
  )

  it('takes data for data, not for a schema', () => {
    const schema = properties({
      a: { type: 'object', default: string('A'), enum: [string('B')], const: string('C') },
    })
    expect(paramHeadersOf(schema)).toEqual([])
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
      /input schema itself may only stand on a property/,
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
    expect(() => paramHeadersOf(schema)).toThrow(message)
  })
})

describe('checkParamHeaders', () => {
  const declared = paramHeadersOf(
    properties({
      region: string('Region'),
      shard: { type: 'integer', 'x-mcp-header': 'Shard' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
      target: properties({ name: string('Target') }),
    }),
  )
  const check = (args: unknown, headers: Record<string, string>) =>
    checkParamHeaders(nodeHeaders(headers), args, declared, { subject: 'request', id: 1 })

  it.each<[object | undefined, Record<string, string>]>([
    [undefined, {}],
    [{}, { 'mcp-param-unknown': 'ignored' }],
    [{ region: null }, {}],
    [{ region: 'us-west1' }, { 'mcp-param-region': ' us-west1 ' }],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8=?=' }],
    [{ region: 'SGVsbG8=' }, { 'mcp-param-region': 'SGVsbG8=' }],
    [{ region: '=?base64?SGVsbG8=' }, { 'mcp-param-region': '=?base64?SGVsbG8=' }],
    [{ region: '' }, { 'mcp-param-region': '' }],
    [{ shard: 42 }, { 'mcp-param-shard': '42' }],
    [{ shard: 42 }, { 'mcp-param-shard': '42.0' }],
    [{ shard: -7 }, { 'mcp-param-shard': '-7' }],
    [{ dry: true }, { 'mcp-param-dry': 'true' }],
    [{ target: { name: 'a' } }, { 'mcp-param-target': 'a' }],
    // A value of the wrong kind is for the schema to refuse.
    [{ region: {} }, {}],
  ])('passes %j with %j', (args, headers) => {
    expect(check(args, headers)).toBeUndefined()
  })

  it.each<[object | undefined, Record<string, string>, RegExp]>([
    [{ region: 'a' }, {}, /Mcp-Param-Region header is missing: mirror arguments.region/],
    [{ region: 'a' }, { 'mcp-param-region': 'b' }, /does not match arguments.region/],
    [{ region: 'a' }, { 'mcp-param-region': 'A' }, /does not match/],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }, /canonical Base64/],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }, /canonical Base64/],
    [{ region: 'é' }, { 'mcp-param-region': 'é' }, /invalid characters/],
    [{}, { 'mcp-param-region': 'a' }, /header is there but arguments.region is not/],
    [{ region: null }, { 'mcp-param-region': 'a' }, /header is there but/],
    [undefined, { 'mcp-param-region': 'a' }, /header is there but/],
    [{ shard: 42 }, { 'mcp-param-shard': '43' }, /does not match/],
    [{ shard: 26 }, { 'mcp-param-shard': '0x1a' }, /does not match/],
    [{ shard: 1000 }, { 'mcp-param-shard': '1e3' }, /does not match/],
    [{ shard: 42 }, { 'mcp-param-shard': '42.00000000000000000001' }, /does not match/],
    [{ shard: 9_007_199_254_740_992 }, { 'mcp-param-shard': '9007199254740993' }, /does not match/],
    [{ dry: true }, { 'mcp-param-dry': 'True' }, /does not match/],
    [{ target: { name: 'a' } }, { 'mcp-param-target': 'b' }, /arguments.target.name/],
  ])('refuses %j with %j', (args, headers, message) => {
    const error = check(args, headers)
    expect(error).toMatchObject({ code: -32_020, status: 400, id: 1 })
    expect(error?.message).toMatch(message)
  })

  it('repeats no argument, which may be a secret', () => {
    const error = check({ region: 'hunter2' }, { 'mcp-param-region': 'hunter3' })
    expect(JSON.stringify(error)).not.toMatch(/hunter/)
  })

  it('reads no member that arguments inherit', () => {
    const inherited = paramHeadersOf(properties({ constructor: properties({ name: string('Name') }) }))
    const header = nodeHeaders({})
    expect(checkParamHeaders(header, {}, inherited, { subject: 'request' })).toBeUndefined()
  })
})
