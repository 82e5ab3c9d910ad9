import { describe, expect, it } from 'vitest'
import { fieldsOf, initialDraft } from './fields.ts'
import { readDraft } from './read-draft.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    note: { type: 'string', maxLength: 9, format: 'email', description: 'What to say' },
    kind: { enum: ['a', 'b'], default: 'b' },
    titled: { oneOf: [{ const: 'x', title: 'An X' }] },
    count: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    loud: { type: 'boolean', default: true },
    quiet: { type: 'boolean' },
    ports: { type: 'array', items: { type: 'integer' } },
    names: { type: 'array', items: { type: 'string' }, default: ['one', 'two'] },
    either: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    item: { type: 'string', title: 'The item' },
  },
  required: ['item'],
}

const fields = fieldsOf(SCHEMA)
const initial = initialDraft(fields)

describe('a form for a schema', () => {
  it('has a control for each argument, first for what is required', () => {
    expect(fields.map(({ name, control }) => [name, control.kind])).toEqual([
      ['item', 'text'],
      ['note', 'text'],
      ['kind', 'choice'],
      ['titled', 'choice'],
      ['count', 'number'],
      ['loud', 'boolean'],
      ['quiet', 'boolean'],
      ['ports', 'lines'],
      ['names', 'lines'],
      ['either', 'json'],
    ])
    expect(fields.find(({ name }) => name === 'titled')?.control).toMatchObject({
      options: [{ value: 'x', label: 'An X' }],
    })
    expect(fields.map(({ hint }) => hint).filter(Boolean)).toEqual([
      'In the format email',
      '1 to 9',
      'One on each line',
      'One on each line',
      'As JSON',
    ])
  })

  it('begins with the defaults, and sends them', () => {
    expect(readDraft(fields, { ...initial, item: 'tea' })).toEqual({
      values: { item: 'tea', kind: 'b', count: 3, loud: true, names: ['one', 'two'] },
      problems: {},
    })
  })

  it('makes of text what the schema wants', () => {
    const draft = {
      item: ' tea ',
      count: '7',
      loud: 'false',
      quiet: 'true',
      ports: '22\n\n 80 ',
      either: 'null',
    }
    expect(readDraft(fields, draft).values).toEqual({
      item: ' tea ',
      count: 7,
      loud: false,
      quiet: true,
      ports: [22, 80],
      either: null,
    })
  })

  it('says what is wrong with which field', () => {
    const { problems } = readDraft(fields, { count: 'x', ports: '22\nssh', either: '{' })
    expect(problems).toEqual({
      item: 'This is needed',
      count: '"x" is no number',
      ports: '"ssh" is no number',
      either: expect.stringContaining('This is no JSON'),
    })
  })

  it.each([{}, { properties: null }, { type: 'object', properties: { odd: 7 } }])(
    'bears a schema that is odd: %j',
    schema => {
      expect(() => readDraft(fieldsOf(schema), {})).not.toThrow()
    },
  )
})

describe('objects within a form', () => {
  const place = {
    type: 'object',
    title: 'Where',
    properties: {
      city: { type: 'string' },
      'a/b': { type: 'number', default: 7 },
      near: { type: 'object', properties: { far: { type: 'boolean' } }, required: ['far'] },
    },
    required: ['city'],
    additionalProperties: false,
  }
  const nested = fieldsOf({
    type: 'object',
    properties: { from: place, to: { ...place, default: { city: 'Oslo' } } },
    required: ['from'],
  })
  const begun = initialDraft(nested)

  it('are asked for piece by piece, under names of their own', () => {
    expect(begun).toEqual({
      'from/city': '',
      'from/a~1b': '7',
      'from/near/far': 'false',
      'to/city': 'Oslo',
      'to/a~1b': '7',
      'to/near/far': 'false',
    })
    expect(nested.map(({ label, control }) => [label, control.kind])).toEqual([
      ['Where', 'group'],
      ['Where', 'group'],
    ])
  })

  it('come out as objects; an optional one into which nothing was entered not at all', () => {
    expect(readDraft(nested, { ...begun, 'from/city': 'Rome' })).toEqual({
      values: { from: { city: 'Rome', 'a/b': 7 } },
      problems: {},
    })
    const draft = { ...begun, 'from/city': 'Rome', 'to/a~1b': '8', 'to/near/far': 'true' }
    expect(readDraft(nested, draft).values).toEqual({
      from: { city: 'Rome', 'a/b': 7 },
      to: { city: 'Oslo', 'a/b': 8, near: { far: true } },
    })
  })

  it('say at the field what is wrong', () => {
    expect(readDraft(nested, { ...begun, 'to/a~1b': 'x' }).problems).toEqual({
      'from/city': 'This is needed',
      'to/a~1b': '"x" is no number',
    })
  })

  const nests = (depth: number): Record<string, unknown> =>
    depth === 0 ? { type: 'string' } : { type: 'object', properties: { in: nests(depth - 1) } }
  it.each([
    { type: 'object' },
    { type: 'object', properties: {} },
    { ...place, additionalProperties: true },
    { ...place, additionalProperties: { type: 'string' } },
    { ...place, anyOf: [{ required: ['city'] }] },
    { $ref: '#/$defs/place' },
  ])('are JSON where a form would not do: %j', schema => {
    expect(fieldsOf({ properties: { it: schema } })[0]?.control.kind).toBe('json')
  })

  it('end somewhere', () => {
    const [, deepest] = Object.keys(initialDraft(fieldsOf({ properties: { in: nests(9), out: nests(3) } })))
    expect(Object.keys(initialDraft(fieldsOf({ properties: { in: nests(9) } })))).toEqual(['in/in/in/in'])
    expect(deepest).toBe('out/in/in/in')
  })
})
