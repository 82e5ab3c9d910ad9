import { describe, expect, it } from 'vitest'
import { compileObjectSchema } from '../define/schema.ts'
import { takeArguments } from '../define/unknown-arguments.ts'
import { defaultInput } from './default-input.ts'

const schema = compileObjectSchema(defaultInput, 'the input')

const problems = async (value: unknown): Promise<string[]> => {
  const result = await schema.validate(value)
  return 'issues' in result ? result.issues.map(({ path, message }) => `${path} ${message}`.trim()) : []
}

describe('the default input', () => {
  it.each([
    [{ target: '10.0.0.1' }],
    [{ target: 'a'.repeat(253), extra_args: '', timeout_sec: 1, correlation_id: 'a.b:c_d-1' }],
    [{ target: 't', extra_args: ['-x', 'y'], timeout_sec: 0.5 + 1 }],
    [{ target: 't', extra_args: undefined }],
  ])('takes %j', async value => {
    expect(await problems(value)).toEqual([])
  })

  it.each([
    [{}, ['target is missing']],
    [{ target: '' }, ['target must be a text of 1 to 253 characters']],
    [{ target: 'a'.repeat(254) }, ['target must be a text of 1 to 253 characters']],
    [{ target: 5 }, ['target must be a text of 1 to 253 characters']],
    [{ target: 't', extra_args: 5 }, ['extra_args must be a text or a list of texts']],
    [{ target: 't', extra_args: ['a', null] }, ['extra_args must be a text or a list of texts']],
    [{ target: 't', timeout_sec: 0 }, ['timeout_sec must be a number of at least 1']],
    [{ target: 't', timeout_sec: '60' }, ['timeout_sec must be a number of at least 1']],
    [
      { target: 't', correlation_id: 'a b' },
      ['correlation_id must be 1 to 128 letters, digits, ".", ":", "_" or "-"'],
    ],
    [{ constructor: 1 }, ['target is missing']],
    [null, ['must be an object']],
    [[], ['must be an object']],
    ['10.0.0.1', ['must be an object']],
  ])('refuses %j, and names the field', async (value, expected) => {
    expect(await problems(value)).toEqual(expected)
  })

  it('says itself as JSON Schema', () => {
    expect(schema.json).toMatchObject({
      type: 'object',
      required: ['target'],
      properties: {
        target: { type: 'string', minLength: 1, maxLength: 253 },
        timeout_sec: { type: 'number', minimum: 1 },
      },
    })
  })
})

describe('what it does not declare', () => {
  const UNKNOWN: readonly [unknown, string][] = [
    [{ target: 't', shell: true }, 'shell'],
    [JSON.parse('{"target":"t","__proto__":{"shell":true}}'), '__proto__'],
  ]

  it.each(UNKNOWN)('is refused in %j', async (value, name) => {
    const result = await takeArguments(schema, 'refuse').validate(value)
    expect(result).toMatchObject({
      issues: [{ path: name, message: expect.stringContaining('no such argument') }],
    })
  })

  it.each(UNKNOWN)('is taken out of %j where the server ignores it', async value => {
    expect(await takeArguments(schema, 'ignore').validate(value)).toEqual({ value: { target: 't' } })
  })
})
