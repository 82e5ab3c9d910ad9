import { expect, it } from 'vitest'
import { z } from 'zod'
import { typeOfSchema } from './type-of-schema.ts'

it.each([
  [{ type: 'string' }, 'string'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ enum: ['a', 1, null] }, '"a" | 1 | null'],
  [{ const: 'a' }, '"a"'],
  [{ type: 'array', items: { type: 'integer' } }, 'Array<number>'],
  [{ type: 'array' }, 'Array<unknown>'],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
  [{ type: 'object' }, 'Record<string, unknown>'],
  [{ type: 'object', additionalProperties: false }, '{}'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [key: string]: number }'],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'string' }] }, 'string | number'],
  [
    {
      allOf: [
        { type: 'object', properties: { a: {} } },
        { type: 'object', properties: { b: {} } },
      ],
    },
    '({ a?: unknown }) & ({ b?: unknown })',
  ],
  [{ type: 'object', properties: { 'a-b': { type: 'string' } }, required: ['a-b'] }, '{ "a-b": string }'],
  [
    { properties: { a: { type: 'string', description: 'ends */ here\nor there' } } },
    '{ /** ends * / here or there */ a?: string }',
  ],
  [{ $ref: '#/$defs/a', $defs: { a: { type: 'boolean' } } }, 'boolean'],
  [{ $ref: '#/none' }, 'unknown'],
  [{}, 'unknown'],
])('%j is %s', (schema, type) => expect(typeOfSchema(schema)).toBe(type))

it('ends for a schema that holds itself', () => {
  interface Tree {
    children: Tree[]
  }
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(tree) }))
  expect(typeOfSchema(z.toJSONSchema(tree))).toContain('Array<unknown>')
})
