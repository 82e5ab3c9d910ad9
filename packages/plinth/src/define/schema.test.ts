import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type CompiledSchema,
  compileObjectSchema,
  compileSchema,
  describeIssues,
  noInput,
  type Schema,
} from './schema.ts'

const issuesOf = async (schema: CompiledSchema, value: unknown) => {
  const checked = await schema.validate(value)
  return 'issues' in checked ? describeIssues(checked.issues) : undefined
}

describe.each<[string, Schema]>([
  ['zod', z.object({ city: z.string(), days: z.array(z.object({ high: z.number() })) })],
  [
    'valibot',
    toStandardJsonSchema(v.object({ city: v.string(), days: v.array(v.object({ high: v.number() })) })),
  ],
  ['arktype', type({ city: 'string', days: type({ high: 'number' }).array() })],
])('a schema of %s', (_, schema) => {
  const compiled = compileObjectSchema(schema, 'the input of tool "forecast"')

  it('is published as JSON Schema 2020-12', () => {
    expect(compiled.json).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'array' } },
      required: expect.arrayContaining(['city', 'days']),
    })
  })

  it('takes what fits', async () => {
    const value = { city: 'Oslo', days: [{ high: 3 }] }
    expect(await compiled.validate(value)).toEqual({ value })
  })

  it('names each field that does not', async () => {
    const issues = await issuesOf(compiled, { days: [{ high: 1 }, { high: 'warm' }] })
    expect(issues).toMatch(/(^|; )city: /)
    expect(issues).toMatch(/(^|; )days\[1\]\.high: /)
  })
})

it('gives what the schema makes of a value, not what came in', async () => {
  const compiled = compileSchema(z.object({ days: z.int().default(3), at: z.string().trim() }), 'x', 'input')
  expect(await compiled.validate({ at: ' noon ' })).toEqual({ value: { days: 3, at: 'noon' } })
})

it('publishes what a caller must send, or what it receives', () => {
  const schema = z.object({ days: z.int().default(3) })
  expect(compileSchema(schema, 'x', 'input').json.required).toBeUndefined()
  expect(compileSchema(schema, 'x', 'output').json.required).toEqual(['days'])
})

it('waits for a schema that checks asynchronously', async () => {
  const compiled = compileSchema(
    z.object({ id: z.string().refine(async id => id === 'a', 'is not a') }),
    'x',
    'input',
  )
  expect(await compiled.validate({ id: 'a' })).toEqual({ value: { id: 'a' } })
  expect(await issuesOf(compiled, { id: 'b' })).toBe('id: is not a')
})

describe('a schema that cannot be published is refused, by name', () => {
  const vendorOnly = { '~standard': { version: 1, vendor: 'homemade', validate: () => ({ value: 1 }) } }

  it.each<[string, unknown, RegExp]>([
    [
      'valibot as it is',
      v.object({ a: v.string() }),
      /the input of tool "t" is a valibot .* toStandardJsonSchema\(\)/,
    ],
    ['a library without JSON Schema', vendorOnly, /is a homemade schema .* zod 4, arktype, or valibot/],
    ['JSON Schema itself', { type: 'object' }, /is not a schema: .*standardschema\.dev/],
    ['nothing', undefined, /is not a schema/],
    [
      'a part that JSON cannot express',
      z.object({ at: z.date() }),
      /\(zod: Date cannot .*\): use a plain type/,
    ],
  ])('%s', (_, schema, message) => {
    const compile = () => compileObjectSchema(schema as Schema, 'the input of tool "t"')
    expect(compile).toThrow(TypeError)
    expect(compile).toThrow(message)
  })

  it.each<[string, Schema, RegExp]>([
    ['a text', z.string(), /must be an object with named fields.*the type "string"/],
    ['a list', z.array(z.object({})), /the type "array"/],
    ['an object or a text', z.union([z.object({}), z.string()]), /also allows other values/],
  ])('%s as arguments', (_, schema, message) => {
    expect(() => compileObjectSchema(schema, 'the input of tool "t"')).toThrow(message)
  })
})

it.each<[string, Schema]>([
  [
    'a union of objects',
    z.discriminatedUnion('k', [z.object({ k: z.literal(1) }), z.object({ k: z.literal(2) })]),
  ],
  [
    'an intersection of objects',
    toStandardJsonSchema(v.intersect([v.object({}), v.object({ a: v.string() })])),
  ],
  ['a recursive object', type({ name: 'string', 'kids?': 'this[]' })],
])('%s may be arguments, and says that it is an object', (_, schema) => {
  expect(compileObjectSchema(schema, 'x').json.type).toBe('object')
})

it('says what to do with fields that stand in no object', () => {
  const fields = { city: z.string(), kind: type('string') }
  expect(() => compileSchema(fields as never, 'the input of tool "t"', 'input')).toThrow(
    new TypeError(
      'the input of tool "t" is no schema but an object of schemas: wrap the fields in z.object({ ... }), ' +
        'or in what your schema library has for objects',
    ),
  )
  for (const other of [{}, { city: 'string' }, [], null, 'x'])
    expect(() => compileSchema(other as never, 'x', 'input')).toThrow('does not implement Standard Schema')
})

it('describes an issue of the whole value without a path', () => {
  expect(describeIssues([{ path: '', message: 'is too big' }])).toBe('is too big')
})

describe('where there are no arguments', () => {
  it('takes an empty object', () => {
    expect(noInput.validate({})).toEqual({ value: {} })
  })

  it.each([
    [{ a: 1 }, 'a: there is no such argument, nor any other'],
    [JSON.parse('{"__proto__":1}'), '__proto__: there is no such argument, nor any other'],
    [5, 'the arguments must be an object'],
    [[], 'the arguments must be an object'],
    ['text', 'the arguments must be an object'],
    [null, 'the arguments must be an object'],
  ])('refuses %j', async (value, expected) => {
    expect(await issuesOf(noInput, value)).toBe(expected)
  })
})
