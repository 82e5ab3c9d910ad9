import { describe, expect, it } from 'vitest'
import { tool } from '../../../define/tool.ts'
import { fineTool, saidOf, withInput } from '../lint.fixtures.ts'
import { runRules } from '../run-rules.ts'
import type { ServedTool } from './served-components.ts'

const nested = (levels: number): object =>
  levels === 0 ? { type: 'boolean' } : { type: 'object', properties: { in: nested(levels - 1) } }

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => fineTool({ name: `find_${index}` }))
const fields = (count: number) =>
  withInput(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`field_${index}`, { type: 'boolean' }])),
  )
const input = (schema: object): ServedTool => fineTool({ inputSchema: { type: 'object', ...schema } })

/** For each rule: what it must find, and a near miss that it must not. */
const CASES: Readonly<Record<string, { readonly found: ServedTool[]; readonly missed: ServedTool[] }>> = {
  'missing-description': {
    found: [fineTool({ description: undefined }), fineTool({ description: '  ' })],
    missed: [fineTool({ description: 'Finds orders of a customer' })],
  },
  'vague-description': {
    found: [
      fineTool({ description: 'Find the orders' }),
      fineTool({ name: 'getUser', description: 'Gets a user' }),
      fineTool({ description: 'TODO: describe' }),
      fineTool({ description: 'Useful helper' }),
    ],
    missed: [
      fineTool({ description: 'Finds orders by customer' }),
      fineTool({ name: 'todo_list', description: 'Lists what is still to be done, by due date' }),
      fineTool({ description: undefined }),
    ],
  },
  'long-description': {
    found: [fineTool({ description: 'word '.repeat(300) })],
    missed: [fineTool({ description: 'w'.repeat(1_024) })],
  },
  'undescribed-parameters': {
    found: [withInput({ page: { type: 'integer', minimum: 1, maximum: 9 } })],
    missed: [
      withInput({ page: { type: 'integer', minimum: 1, maximum: 9, description: 'From 1' } }),
      input({}),
    ],
  },
  'task-without-store': {
    found: [fineTool({ lacksTasks: true })],
    missed: [fineTool()],
  },
  'unannotated-destruction': {
    found: [
      fineTool({ name: 'delete_user' }),
      fineTool({ name: 'wipeCache' }),
      fineTool({ name: 'users.remove' }),
    ],
    missed: [
      fineTool({ name: 'delete_user', annotations: { destructiveHint: true } }),
      fineTool({ name: 'remove_filter', annotations: { destructiveHint: false } }),
      fineTool({ name: 'list_deleted_users' }),
      fineTool({ name: 'get_clear_text' }),
      fineTool({ name: 'dropdown_values' }),
    ],
  },
  'contradictory-annotations': {
    found: [
      fineTool({ annotations: { readOnlyHint: true, destructiveHint: true } }),
      fineTool({ name: 'delete_user', annotations: { readOnlyHint: true } }),
    ],
    missed: [
      fineTool({ annotations: { readOnlyHint: true, destructiveHint: false } }),
      fineTool({ annotations: { readOnlyHint: false, destructiveHint: true } }),
    ],
  },
  'unbounded-strings': {
    found: [
      withInput({ text: { type: 'string' } }),
      withInput({ text: { type: ['string', 'null'], minLength: 1 } }),
      withInput({ texts: { type: 'array', maxItems: 3, items: { type: 'string' } } }),
      withInput({ text: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
      withInput({ text: { type: 'string', pattern: '^[a-z]+$' } }),
    ],
    missed: [
      withInput({ text: { type: 'string', maxLength: 10 } }),
      withInput({ text: { type: 'string', enum: ['a', 'b'] } }),
      withInput({ text: { type: 'string', format: 'date-time' } }),
      withInput({ text: { type: 'string', pattern: '^[a-z]{1,8}$' } }),
      { ...withInput({ text: { type: 'string' } }), isGuarded: true },
    ],
  },
  'unbounded-arrays': {
    found: [
      withInput({ ids: { type: 'array', items: { type: 'integer' } } }),
      withInput({ a: { type: 'object', properties: { ids: { type: 'array' } } } }),
    ],
    missed: [
      withInput({ ids: { type: 'array', maxItems: 9 } }),
      { ...withInput({ ids: { type: 'array' } }), isGuarded: true },
    ],
  },
  'unbounded-numbers': {
    found: [
      withInput({ days: { type: 'number' } }),
      withInput({ days: { type: 'integer', minimum: 1 } }),
      withInput({ days: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 } }),
    ],
    missed: [
      withInput({ days: { type: 'integer', minimum: 1, maximum: 7 } }),
      withInput({ share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 } }),
      withInput({ level: { type: 'integer', enum: [1, 2] } }),
    ],
  },
  'too-many-tools': { found: many(50), missed: many(49) },
  'too-many-parameters': { found: [fields(11)], missed: [fields(10)] },
  'schema-root-combinator': {
    found: [input({ anyOf: [{ required: ['a'] }] }), input({ allOf: [{}] })],
    missed: [withInput({ either: { anyOf: [{ type: 'boolean' }, { type: 'null' }] } })],
  },
  'schema-reference': {
    found: [withInput({ tree: { $ref: '#/$defs/tree' } })],
    missed: [withInput({ $ref: { type: 'boolean' } })],
  },
  'deep-schema': {
    found: [withInput({ in: nested(5) })],
    missed: [withInput({ in: nested(4) })],
  },
  'unusable-tool-name': {
    found: [fineTool({ name: 'a'.repeat(129) }), fineTool({ name: 'users/list' }), fineTool({ name: '' })],
    missed: [fineTool({ name: 'a'.repeat(128) }), fineTool({ name: 'Users-list_2.all' })],
  },
  'unportable-tool-name': {
    found: [fineTool({ name: 'a'.repeat(65) }), fineTool({ name: 'users.list' })],
    missed: [
      fineTool({ name: 'a'.repeat(64) }),
      fineTool({ name: 'Users-list_2' }),
      fineTool({ name: 'a/b' }),
    ],
  },
  'long-qualified-name': {
    found: [fineTool({ name: 'a'.repeat(54) })],
    missed: [fineTool({ name: 'a'.repeat(53) }), fineTool({ name: 'a'.repeat(65) })],
  },
  'unusable-parameter-name': {
    found: [withInput({ 'a b': { type: 'boolean' } }), withInput({ $filter: { type: 'boolean' } })],
    missed: [withInput({ 'a.b-c_1': { type: 'boolean' } })],
  },
}

it('no name that can be declared is an error', () => {
  for (const name of ['a'.repeat(128), 'users.list', '-', '2'])
    expect(() => tool(name, {}, () => ''), name).not.toThrow()
  for (const name of ['a'.repeat(129), 'users/list', ''])
    expect(() => tool(name, {}, () => ''), name).toThrow(/cannot be the name/)
})

describe.each(Object.entries(CASES))('%s', (rule, { found, missed }) => {
  const isOfAll = rule === 'too-many-tools'
  it.each(isOfAll ? [[found]] : found.map(tool => [[tool]]))('finds it', tools => {
    expect(saidOf(rule, tools)).toHaveLength(1)
  })

  it.each(isOfAll ? [[missed]] : missed.map(tool => [[tool]]))('leaves the near miss alone', tools => {
    expect(saidOf(rule, tools)).toEqual([])
  })
})

it('finds nothing about a tool that is fine', () => {
  const served = { server: 'shop', tools: [fineTool()], others: [] }
  const project = { files: new Map(), unreadable: [] }
  expect(runRules({ served, project, cwd: '/', off: new Set() })).toEqual([])
})

it('looks at resources, templates and prompts too', () => {
  const prompt = { kind: 'prompt' as const, name: 'review', declaredAs: 'review', description: undefined }
  const resource = {
    ...prompt,
    kind: 'resource' as const,
    name: 'notes://all',
    description: 'All notes of the user',
  }
  expect(saidOf('missing-description', [], [prompt, resource])).toEqual([
    'The prompt review has no description',
  ])
})

it('names the fields, the first few of many', () => {
  const open = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => [name, { type: 'string' }]))
  expect(saidOf('unbounded-strings', [withInput(open)])[0]).toContain('a, b, c, d, e and 2 more')
  const inner = {
    type: 'object',
    properties: { lines: { type: 'array', maxItems: 2, items: { type: 'string' } } },
  }
  expect(saidOf('unbounded-strings', [withInput({ address: inner })])[0]).toContain('address.lines[]')
})

it('is not led in circles by a schema that contains itself', () => {
  const tree = {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
  }
  expect(saidOf('unbounded-strings', [fineTool({ inputSchema: tree })])).toHaveLength(1)
})
