import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JsonSchema } from './json-schema.ts'
import { readArguments } from './read-arguments.ts'

const schema = z.toJSONSchema(
  z.object({
    city: z.string(),
    days: z.int().optional(),
    ratio: z.number().optional(),
    verbose: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    ports: z.array(z.int()).optional(),
    near: z.object({ lat: z.number(), name: z.string().optional() }).optional(),
    level: z.enum(['low', 'high']).optional(),
    limit: z.union([z.int(), z.literal('all')]).optional(),
    nothing: z.string().nullable().optional(),
    labels: z.record(z.string(), z.int()).optional(),
    any: z.unknown().optional(),
    'a.b': z.int().optional(),
  }),
  { io: 'input' },
) as JsonSchema

const read = (...pairs: string[]) => JSON.parse(JSON.stringify(readArguments(pairs, schema)))

describe('arguments that are typed', () => {
  it.each<[string[], object]>([
    [
      ['city=Oslo', 'days=3', 'ratio=0.5', 'verbose=true'],
      { city: 'Oslo', days: 3, ratio: 0.5, verbose: true },
    ],
    [['city=12'], { city: '12' }],
    [['city=a=b'], { city: 'a=b' }],
    [['city='], { city: '' }],
    [['tags=a,b', 'tags=c'], { tags: ['a,b', 'c'] }],
    [['tags=["a","b"]'], { tags: ['a', 'b'] }],
    [['ports=80', 'ports=443'], { ports: [80, 443] }],
    [['near.lat=59.9', 'near.name=Oslo'], { near: { lat: 59.9, name: 'Oslo' } }],
    [['near={"lat":1}'], { near: { lat: 1 } }],
    [['limit=5'], { limit: 5 }],
    [['limit=all'], { limit: 'all' }],
    [['nothing=null'], { nothing: null }],
    [['labels.x=1', 'labels.y=2'], { labels: { x: 1, y: 2 } }],
    [['any={"a":1}'], { any: { a: 1 } }],
    [['any=plain'], { any: 'plain' }],
    [['a.b=1'], { 'a.b': 1 }],
  ])('%j', (pairs, expected) => {
    expect(read(...pairs)).toEqual(expected)
  })

  it.each<[string[], string]>([
    [['Oslo'], '"Oslo" is no argument: write it as key=value'],
    [['ctiy=Oslo'], 'There is no argument "ctiy". Did you mean city? It takes city, days'],
    [['near.lon=1'], 'There is no argument "near.lon". Did you mean lat? It takes lat, name.'],
    [['days=soon'], 'days is "soon", but must be a whole number'],
    [['days=1.5'], 'must be a whole number'],
    [['ratio='], 'must be a number'],
    [['verbose=yes'], 'must be true or false'],
    [['ports=http'], 'ports is "http", but must be a whole number'],
    [['near=Oslo'], 'must be an object in JSON, or key.part=value'],
    [['city=a', 'city=b'], 'city is given twice, and is no list'],
    [['labels.x=1', 'labels.x.y=1'], 'labels.x has a value already'],
  ])('%j is refused', (pairs, message) => {
    expect(() => read(...pairs)).toThrow(message)
  })

  it('a key is nothing but a key', () => {
    const open: JsonSchema = { type: 'object', additionalProperties: true }
    const args = readArguments(['__proto__.polluted=1', 'constructor=x'], open)
    expect(Object.keys(args)).toEqual(['__proto__', 'constructor'])
    expect({}).not.toHaveProperty('polluted')
  })

  it('follows references within the schema', () => {
    const root = {
      type: 'object',
      properties: { when: { $ref: '#/$defs/day' } },
      $defs: { day: { type: 'integer' } },
    }
    expect({ ...readArguments(['when=3'], root as JsonSchema) }).toEqual({ when: 3 })
  })
})
