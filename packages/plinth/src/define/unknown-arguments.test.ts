import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compileObjectSchema, describeIssues, noInput, type Schema } from './schema.ts'
import { takeArguments, type UnknownArguments } from './unknown-arguments.ts'

const compile = (schema: Schema, unknown: UnknownArguments = 'refuse') =>
  takeArguments(compileObjectSchema(schema, 'the input'), unknown)

const list = z.object({
  severities: z.array(z.string()).default([]),
  limit: z.int().default(25),
  window: z.object({ from: z.string(), to: z.string().optional() }).nullish(),
  parts: z.array(z.object({ id: z.string() })).default([]),
})

const said = async (schema: Schema, value: unknown, unknown?: UnknownArguments) => {
  const checked = await compile(schema, unknown).validate(value)
  return 'issues' in checked ? describeIssues(checked.issues) : checked.value
}

describe('arguments that nobody declares', () => {
  it.each([
    [{ severity: ['HIGH'] }, 'severity: there is no such argument. Did you mean severities?'],
    [{ Limit: 5 }, 'Limit: there is no such argument. Did you mean limit?'],
    [{ colour: 'red' }, 'colour: there is no such argument: there are severities, limit, window, parts'],
    [{ window: { from: 'a', until: 'b' } }, 'window.until: there is no such argument: there are from, to'],
    [
      { parts: [{ id: 'a' }, { id: 'b', idd: 'c' }] },
      'parts[1].idd: there is no such argument. Did you mean id?',
    ],
    [
      JSON.parse('{"__proto__":{"limit":1}}'),
      expect.stringContaining('__proto__: there is no such argument'),
    ],
  ])('are named, with what may have been meant: %j', async (value, expected) => {
    expect(await said(list, value)).toEqual(expected)
  })

  it('are named beside what else is wrong, each once, and not all of a thousand', async () => {
    expect(await said(z.strictObject({ city: z.string() }), { citty: 'Oslo' })).toMatch(
      /^citty: there is no such argument\. Did you mean city\?; city: [^;]+$/,
    )
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`unknown ${n}`, n]))
    expect(String(await said(list, many)).split('; ')).toHaveLength(10)
    expect(String(await said(list, { ['x'.repeat(100_000)]: 1 })).length).toBeLessThan(200)
  })

  it.each([
    [{ limit: 5 }],
    [{ severities: ['HIGH'], window: null }],
    [{ window: { from: 'a' }, parts: [{ id: 'a' }] }],
    [{}],
  ])('are none of %j', async value => {
    expect(await said(list, value)).toMatchObject(value)
  })

  it('are left to the schema where they stand in something that is no object', async () => {
    expect(await said(z.object({ a: z.string() }), { a: { b: 1 } })).toMatch(/^a: .*string/)
    expect(await said(z.object({ a: z.string() }), ['x'])).not.toMatch(/no such argument/)
    expect(await said(z.object({ a: z.string() }), 5)).toEqual(expect.stringContaining('object'))
  })

  it('are gone on without where clients are known to add them', async () => {
    for (const name of ['_meta', '_', 'toolCallId', 'tool_call_description'])
      expect(await said(z.strictObject({ a: z.string() }), { a: 'x', [name]: { b: 1 } })).toEqual({ a: 'x' })
    const checked = await takeArguments(noInput, 'refuse').validate({ _placeholder: '' })
    expect(checked).toEqual({ value: {} })
    expect(await said(list, { window: { from: 'a', _x: 1 } })).toMatch(/window\._x: there is no/)
  })

  it('are gone on without where that is wanted', async () => {
    const given = { a: 'x', b: 1 }
    expect(await said(z.strictObject({ a: z.string() }), given, 'ignore')).toEqual({ a: 'x' })
    expect(await said(type({ a: 'string' }), given, 'ignore')).toEqual({ a: 'x' })
    expect(await takeArguments(noInput, 'ignore').validate({ x: 1 })).toEqual({ value: {} })
  })

  it('are what the schema allows where it does', async () => {
    for (const schema of [
      z.looseObject({ a: z.string() }),
      z.object({ a: z.string() }).catchall(z.number()),
      z.record(z.string(), z.unknown()),
      z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.number() })]),
      z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() })),
      type({ a: 'string', '[string]': 'unknown' }),
      toStandardJsonSchema(v.objectWithRest({ a: v.string() }, v.number())),
    ])
      expect(await said(schema as Schema, { a: 'x', b: 1 })).toMatchObject({ a: 'x' })
    const anything = z.object({ filter: z.unknown(), options: z.record(z.string(), z.any()) })
    const given = { filter: { any: { thing: 1 } }, options: { x: { y: 1 } } }
    expect(await said(anything, given)).toEqual(given)
  })

  it.each<[string, Schema]>([
    ['zod', z.object({ a: z.string() })],
    ['valibot', toStandardJsonSchema(v.object({ a: v.string() }))],
    ['arktype', type({ a: 'string' })],
    ['one that is checked later', z.object({ a: z.string().refine(async () => true) })],
  ])('are refused alike by a schema of %s', async (_, schema) => {
    expect(await said(schema, { a: 'x', aa: 1 })).toBe('aa: there is no such argument. Did you mean a?')
    expect(await said(schema, { a: 'x' })).toEqual({ a: 'x' })
  })

  it('never get to a handler, whatever they are', async () => {
    const anything = fc.dictionary(fc.string(), fc.anything())
    await fc.assert(
      fc.asyncProperty(
        anything,
        fc.constantFrom<UnknownArguments>('refuse', 'ignore'),
        async (given, unknown) => {
          const checked = await compile(type({ 'limit?': 'number' }), unknown).validate({ ...given })
          if ('value' in checked)
            expect(Object.keys(checked.value as object)).toEqual('limit' in given ? ['limit'] : [])
        },
      ),
    )
  })
})

describe('what is published', () => {
  it('says that there are no others', () => {
    const { json } = compile(list)
    expect(json).toMatchObject({
      additionalProperties: false,
      properties: {
        window: { anyOf: [{ type: 'object', additionalProperties: false }, { type: 'null' }] },
        parts: { items: { additionalProperties: false } },
      },
    })
    expect(compile(list, 'ignore').json).not.toHaveProperty('additionalProperties')
  })

  it('stays as it is where others are allowed, or where it is put together from parts', () => {
    for (const schema of [
      z.looseObject({ a: z.string() }),
      z.record(z.string(), z.string()),
      z.object({ a: z.string() }).catchall(z.number()),
    ])
      expect(compile(schema).json).toEqual(compile(schema, 'ignore').json)
    const composed = { type: 'object', allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }
    const declared = { ...noInput, json: composed }
    expect(takeArguments(declared, 'refuse').json).toEqual(composed)
  })
})
