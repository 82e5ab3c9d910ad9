import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JsonSchema } from '../define/json-schema.ts'
import type { Schema } from '../define/schema.ts'
import { formQuestion } from './question.ts'

const fieldOf = (field: z.ZodType): unknown => fieldsOf(z.object({ field })).field

const fieldsOf = (schema: Schema) =>
  (formQuestion('Which?', schema).request.params as { requestedSchema: { properties: JsonSchema } })
    .requestedSchema.properties

const size = z.union([z.literal('s').meta({ title: 'Small' }), z.literal('l').meta({ title: 'Large' })])
const options = [
  { const: 's', title: 'Small' },
  { const: 'l', title: 'Large' },
]

describe('the fields of a form that are choices', () => {
  it.each([
    ['one value', z.enum(['s', 'l']), { type: 'string', enum: ['s', 'l'] }],
    [
      'several values',
      z.array(z.enum(['s', 'l'])),
      { type: 'array', items: { type: 'string', enum: ['s', 'l'] } },
    ],
    ['one value with a title', size, { type: 'string', oneOf: options }],
    [
      'several values with titles',
      z.array(size).min(1),
      { type: 'array', minItems: 1, items: { anyOf: options } },
    ],
    [
      'one value, described, with a default',
      size.describe('How large').default('s'),
      { type: 'string', description: 'How large', default: 's', oneOf: options },
    ],
    [
      'a value that is its own title',
      z.union([z.literal('a'), z.literal('b').meta({ title: 'B' })]),
      {
        type: 'string',
        oneOf: [
          { const: 'a', title: 'a' },
          { const: 'b', title: 'B' },
        ],
      },
    ],
    [
      'older clients',
      z.enum(['s', 'l']).meta({ enumNames: ['Small', 'Large'] }),
      { type: 'string', enum: ['s', 'l'], enumNames: ['Small', 'Large'] },
    ],
  ])('for %s', (_, field, published) => {
    expect(fieldOf(field)).toEqual(published)
  })

  it('come from other schema libraries as well', () => {
    const literal = (value: string, title: string) => v.pipe(v.literal(value), v.title(title))
    const form = v.object({ size: v.union([literal('s', 'Small'), literal('l', 'Large')]) })
    expect(fieldsOf(toStandardJsonSchema(form))).toEqual({ size: { type: 'string', oneOf: options } })
  })

  it.each([
    ['a union of types', z.union([z.string(), z.number()])],
    ['a union of numbers', z.union([z.literal(1), z.literal(2)])],
    ['a list of texts', z.array(z.string())],
    ['a list of a union of types', z.array(z.union([z.string(), z.number()]))],
  ])('are not %s', (_, field) => {
    expect(() => fieldOf(field)).toThrow('The form field "field" is not')
  })
})
