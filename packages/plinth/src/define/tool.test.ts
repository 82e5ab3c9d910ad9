import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { prompt } from './prompt.ts'
import { resource } from './resource.ts'
import type { Schema } from './schema.ts'
import { tool } from './tool.ts'

const nothing = undefined as never

describe('a tool', () => {
  it('is a value that knows its schemas', () => {
    const double = tool(
      'double',
      { input: z.object({ n: z.number() }), output: z.number() },
      ({ n }) => n * 2,
    )
    expect(double).toMatchObject({
      kind: 'tool',
      name: 'double',
      input: { json: { type: 'object', required: ['n'] } },
      output: { json: { type: 'number' } },
    })
    expect(Object.isFrozen(double)).toBe(true)
  })

  it('takes no arguments where it declares none', () => {
    const plain = tool('plain', {}, () => 'x')
    expect(plain.input.json).toEqual({ type: 'object', properties: {}, additionalProperties: false })
    expect(plain.output).toBeUndefined()
  })

  it.each(['a', 'A.b-c_9', 'x'.repeat(128), '__proto__', 'constructor'])('may be called %s', name => {
    expect(tool(name, {}, () => '').name).toBe(name)
  })

  it.each(['', 'a b', 'a/b', 'ä', 'a\n', 'x'.repeat(129)])('may not be called %j', name => {
    expect(() => tool(name, {}, () => '')).toThrow(/cannot be the name of a tool: use 1 to 128/)
  })

  it('is refused by name when a part is wrong', () => {
    const raw = v.object({ a: v.string() }) as unknown as Schema
    expect(() => tool('t', { input: raw }, () => '')).toThrow(/^the input of tool "t" is a valibot/)
    expect(() => tool('t', { output: raw }, () => '')).toThrow(/^the output of tool "t" is a valibot/)
    expect(() => tool('t', { input: z.string() }, () => '')).toThrow(
      /^the input of tool "t" must be an object/,
    )
    expect(() => tool('t', {}, nothing)).toThrow(/^tool "t" has no handler/)
  })
})

describe('a prompt', () => {
  it('is a value that knows its arguments', () => {
    const review = prompt('review', { args: z.object({ diff: z.string() }) }, ({ diff }) => diff)
    expect(review).toMatchObject({ kind: 'prompt', name: 'review', args: { json: { required: ['diff'] } } })
  })

  it('is refused by name when a part is wrong', () => {
    const either = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])
    expect(() => prompt('p q', {}, () => '')).toThrow(/"p q" cannot be the name of a prompt/)
    expect(() => prompt('p', { args: either }, () => '')).toThrow(
      /^the arguments of prompt "p" must be one plain/,
    )
    expect(() => prompt('p', {}, nothing)).toThrow(/^prompt "p" has no handler/)
    expect(() => prompt('p', { complete: { a: () => [] } }, () => '')).toThrow(/^prompt "p" completes "a"/)
  })
})

describe('a resource', () => {
  it('is static, or a template where its URI holds variables', () => {
    expect(resource('notes://all', {}, () => '')).toMatchObject({ kind: 'resource', uri: 'notes://all' })
    expect(resource('notes://{id}', {}, () => '')).toMatchObject({
      kind: 'template',
      template: { variables: ['id'] },
    })
  })

  it('is refused by URI when a part is wrong', () => {
    const options = (value: object) => value as never
    expect(() => resource('notes', {}, () => '')).toThrow(
      /^resource "notes" needs a scheme.*"notes:\/\/notes"/,
    )
    expect(() => resource('notes://{id', {}, () => '')).toThrow(/"notes:\/\/\{id" has an unpaired brace/)
    expect(() => resource('notes://a', {}, nothing)).toThrow(/^resource "notes:\/\/a" has no handler/)
    expect(() => resource('notes://{id}', options({ complete: { name: () => [] } }), () => '')).toThrow(
      /^"complete" of resource "notes:\/\/\{id\}" names "name", which is not one/,
    )
    expect(() => resource('notes://{id}', options({ allowTraversal: ['name'] }), () => '')).toThrow(
      /^"allowTraversal" of resource .* names "name"/,
    )
    expect(() => resource('notes://a', { cache: { ttlMs: -1, scope: 'public' } }, () => '')).toThrow(
      /^resource "notes:\/\/a" has a cache hint/,
    )
  })
})

it.each([0, -1, Number.NaN])('is not expected to take %j', expectedMs => {
  expect(() => tool('slow', { expectedMs }, () => '')).toThrow(
    /"slow" has an expectedMs of .*: give milliseconds above 0/,
  )
})

it.each([0, -1, Number.NaN])('has no time limit of %j', timeoutMs => {
  expect(() => tool('slow', { timeoutMs }, () => '')).toThrow(
    /"slow" has a timeoutMs of .*: give milliseconds above 0/,
  )
})
