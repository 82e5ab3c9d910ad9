import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { type Context, Plinth, text, tool } from '../index.ts'

const server = new Plinth({ name: 'test' })

describe('what a handler gets follows from the schema', () => {
  test('of zod: what it makes of a value, defaults filled in', () => {
    server.tool('t', { input: z.object({ city: z.string(), days: z.int().default(3) }) }, input => {
      expectTypeOf(input).toEqualTypeOf<{ city: string; days: number }>()
    })
  })

  test('of valibot', () => {
    const input = toStandardJsonSchema(v.object({ city: v.string(), days: v.optional(v.number(), 3) }))
    server.tool('t', { input }, input => {
      expectTypeOf(input).toEqualTypeOf<{ city: string; days: number }>()
    })
  })

  test('of arktype', () => {
    server.tool('t', { input: type({ city: 'string', 'days?': 'number' }) }, input => {
      expectTypeOf(input).toEqualTypeOf<{ city: string; days?: number }>()
    })
  })

  test('of none: no arguments', () => {
    server.tool('t', {}, input => {
      expectTypeOf(input).toEqualTypeOf<Record<string, never>>()
    })
  })

  test('of a standalone tool', () => {
    tool('t', { input: z.object({ city: z.string() }) }, (input, ctx) => {
      expectTypeOf(input).toEqualTypeOf<{ city: string }>()
      expectTypeOf(ctx).toEqualTypeOf<Context>()
    })
  })

  test('of a prompt', () => {
    server.prompt('p', { args: z.object({ tone: z.enum(['kind', 'stern']) }) }, ({ tone }) => {
      expectTypeOf(tone).toEqualTypeOf<'kind' | 'stern'>()
      return tone
    })
  })
})

test('a schema that cannot say itself as JSON Schema is refused', () => {
  // @ts-expect-error valibot needs toStandardJsonSchema()
  server.tool('t', { input: v.object({ city: v.string() }) }, () => 'x')
  // @ts-expect-error JSON Schema itself is no schema of a library
  server.tool('t', { input: { type: 'object', properties: {} } }, () => 'x')
  // @ts-expect-error the same for results
  server.tool('t', { output: v.object({ city: v.string() }) }, () => ({ city: 'Oslo' }))
})

describe('what a handler returns is checked against the output schema', () => {
  const output = z.object({ city: z.string(), highs: z.array(z.number()) })

  test('the right value, at once or later', () => {
    server.tool('t', { output }, () => ({ city: 'Oslo', highs: [1] }))
    server.tool('t', { output }, async () => ({ city: 'Oslo', highs: [1] }))
  })

  test('a wrong field', () => {
    // @ts-expect-error highs are numbers
    server.tool('t', { output }, () => ({ city: 'Oslo', highs: ['warm'] }))
    // @ts-expect-error also when it comes later
    server.tool('t', { output }, async () => ({ city: 'Oslo', highs: ['warm'] }))
  })

  test('a field too few, or nothing', () => {
    // @ts-expect-error highs are missing
    server.tool('t', { output }, () => ({ city: 'Oslo' }))
    // @ts-expect-error there is no value
    server.tool('t', { output }, () => {})
    // @ts-expect-error blocks alone are no value: use result({ structured, content })
    server.tool('t', { output }, () => [text('Oslo')])
  })

  test('valibot and arktype too', () => {
    const valibot = toStandardJsonSchema(v.object({ n: v.number() }))
    server.tool('t', { output: valibot }, () => ({ n: 1 }))
    // @ts-expect-error n is a number
    server.tool('t', { output: valibot }, () => ({ n: '1' }))
    server.tool('t', { output: type({ n: 'number' }) }, () => ({ n: 1 }))
    // @ts-expect-error n is a number
    server.tool('t', { output: type({ n: 'number' }) }, () => ({ n: '1' }))
  })
})
