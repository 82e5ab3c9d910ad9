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
