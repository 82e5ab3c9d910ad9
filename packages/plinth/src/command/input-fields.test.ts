import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { targetPolicy } from '../net/index.ts'
import { commandTool } from './command-tool.ts'
import { fieldsOf } from './input-fields.ts'

const host = z.object({ target: z.string() })
const free = z.object({ target: z.string(), extra_args: z.string().optional() })

it('knows the fields of an object, and of every member of a union', () => {
  expect([...fieldsOf(z.toJSONSchema(free))]).toEqual(['target', 'extra_args'])
  expect([...fieldsOf(z.toJSONSchema(z.union([z.object({ a: z.string() }), free])))]).toEqual([
    'a',
    'target',
    'extra_args',
  ])
  expect([...fieldsOf({ anyOf: [true, null] })]).toEqual([])
})

describe('an input of its own', () => {
  const base = { name: 'scan', command: 'tool' }

  it.each([
    ['flags', { flags: { '-n': {} } }],
    ['operands', { operands: { value: 'int' as const, min: 1, max: 9 } }],
  ])('needs extra_args for %s', (declared, free) => {
    expect(() => commandTool({ ...base, ...free, input: host })).toThrow(
      new TypeError(
        `tool "scan" declares ${declared}, which callers give in "extra_args", but its input has no such field: ` +
          `add extra_args, a string or a list of strings, to the input, or leave out ${declared}`,
      ),
    )
  })

  it('needs none without flags, and is served with both', () => {
    expect(commandTool({ ...base, input: host, flags: {} }).name).toBe('scan')
    expect(commandTool({ ...base, input: free, flags: { '-n': {} } }).name).toBe('scan')
    expect(commandTool({ ...base, flags: { '-n': {} } }).name).toBe('scan')
  })

  it('has its target checked in a union too', () => {
    const input = z.union([z.object({ all: z.literal(true) }), host])
    const { options } = commandTool({ ...base, input, target: { policy: targetPolicy() } })
    expect(options.info?.()).toHaveProperty('targets')
    expect(commandTool({ ...base, input }).options.info?.()).toHaveProperty('targets')
  })
})
