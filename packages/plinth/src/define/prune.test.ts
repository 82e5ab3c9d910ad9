import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JsonSchema } from './json-schema.ts'
import { pruner } from './prune.ts'
import { compileSchema, type Schema } from './schema.ts'

const parse = (schema: Schema, value: unknown) => compileSchema(schema, 'a test', 'output').validate(value)

const leaky = {
  id: 1,
  secret: 'root',
  owner: { name: 'Ada', secret: 'nested' },
  rows: [{ n: 1, secret: 'in a list' }],
  byName: { first: { n: 2, secret: 'in a record' } },
  pair: [{ n: 3, secret: 'in a tuple' }, 'x'],
}
const clean = {
  id: 1,
  owner: { name: 'Ada' },
  rows: [{ n: 1 }],
  byName: { first: { n: 2 } },
  pair: [{ n: 3 }, 'x'],
}

const n = v.object({ n: v.number() })

describe.each<[string, Schema]>([
  [
    'zod',
    z.object({
      id: z.number(),
      owner: z.object({ name: z.string() }),
      rows: z.array(z.object({ n: z.number() })),
      byName: z.record(z.string(), z.object({ n: z.number() })),
      pair: z.tuple([z.object({ n: z.number() }), z.string()]),
    }),
  ],
  [
    'valibot',
    toStandardJsonSchema(
      v.object({
        id: v.number(),
        owner: v.object({ name: v.string() }),
        rows: v.array(n),
        byName: v.record(v.string(), n),
        pair: v.tuple([n, v.string()]),
      }),
    ),
  ],
  [
    'arktype',
    type({
      id: 'number',
      owner: { name: 'string' },
      rows: type({ n: 'number' }).array(),
      byName: { '[string]': { n: 'number' } },
      pair: [{ n: 'number' }, 'string'],
    }),
  ],
])('an output schema of %s', (_, schema) => {
  it('lets no undeclared field through, however deep', () => {
    expect(parse(schema, leaky)).toEqual({ value: clean })
  })
})

const cat = type({ kind: "'cat'", more: { lives: 'number' } })
const dog = type({ kind: "'dog'", more: { tricks: 'string[]' } })

it.each<[string, Schema, unknown, unknown]>([
  [
    'a union keeps what the branch declares, though another says less of the same field',
    cat.or(dog),
    { kind: 'cat', more: { lives: 9, secret: 1 }, secret: 1 },
    { kind: 'cat', more: { lives: 9 } },
  ],
  [
    'so does its other branch',
    cat.or(dog),
    { kind: 'dog', more: { tricks: ['sit'], secret: 1 } },
    { kind: 'dog', more: { tricks: ['sit'] } },
  ],
  [
    'null or an object',
    type({ owner: type({ name: 'string' }).or('null') }),
    { owner: { name: 'Ada', secret: 1 } },
    { owner: { name: 'Ada' } },
  ],
  [
    'an optional field',
    type({ 'owner?': { name: 'string' } }),
    { owner: { name: 'Ada', secret: 1 } },
    { owner: { name: 'Ada' } },
  ],
  [
    'a recursive schema',
    type({ name: 'string', 'kids?': 'this[]' }),
    { name: 'a', secret: 1, kids: [{ name: 'b', secret: 2, kids: [{ name: 'c', secret: 3 }] }] },
    { name: 'a', kids: [{ name: 'b', kids: [{ name: 'c' }] }] },
  ],
  [
    'names by pattern',
    type({ '[/^x-/]': { n: 'number' } } as never) as Schema,
    { 'x-1': { n: 1, secret: 1 }, secret: 1 },
    { 'x-1': { n: 1 } },
  ],
  [
    'what is declared as anything stays as it is',
    type({ any: 'unknown', list: 'unknown[]', object: 'object', record: 'Record<string, unknown>' }),
    { any: { a: 1 }, list: [{ b: 1 }], object: { c: 1 }, record: { d: { e: 1 } }, secret: 1 },
    { any: { a: 1 }, list: [{ b: 1 }], object: { c: 1 }, record: { d: { e: 1 } } },
  ],
  ['an open object of zod', z.looseObject({ a: z.number() }), { a: 1, more: 2 }, { a: 1, more: 2 }],
])('prunes: %s', (_, schema, value, expected) => {
  expect(parse(schema, value)).toEqual({ value: expected })
})

describe('for a library that Plinth does not know', () => {
  const prune = (schema: JsonSchema, value: unknown) => pruner('other', schema)?.(value)

  it.each<[string, JsonSchema, unknown, unknown]>([
    [
      'allOf joins its parts',
      { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      { a: 1, b: 2, c: 3 },
      { a: 1, b: 2 },
    ],
    [
      'a constraint beside the fields opens nothing',
      { properties: { a: {}, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, c: 3 },
      { a: 1 },
    ],
    [
      'a reference is followed, with its escapes',
      {
        properties: { a: { $ref: '#/$defs/x~1y%20z' } },
        $defs: { 'x/y z': { properties: { b: {} } } },
      },
      { a: { b: 1, c: 2 } },
      { a: { b: 1 } },
    ],
    [
      'a reference into a list',
      { properties: { a: { $ref: '#/$defs/all/0' } }, $defs: { all: [{ properties: { b: {} } }] } },
      { a: { b: 1, c: 2 } },
      { a: { b: 1 } },
    ],
    [
      'a reference that goes round in circles',
      { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { $ref: '#/$defs/a' } } },
      { a: { b: 1 } },
      { a: {} },
    ],
    [
      'additionalProperties: true allows all',
      { properties: { a: {} }, additionalProperties: true },
      { a: 1, b: 2 },
      { a: 1, b: 2 },
    ],
    [
      'a field named like a part of every object is not declared by that',
      { properties: { a: {} } },
      JSON.parse('{"a":1,"constructor":2,"__proto__":{"polluted":true}}'),
      { a: 1 },
    ],
    ['what is no object stays', { properties: { a: {} } }, 'text', 'text'],
  ])('%s', (_, schema, value, expected) => {
    expect(prune(schema, value)).toEqual(expected)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
