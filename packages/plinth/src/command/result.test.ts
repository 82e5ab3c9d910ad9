import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compileSchema } from '../define/schema.ts'
import { type CommandResult, resultSchema } from './result.ts'

const result = (data: unknown): CommandResult => ({
  stdout: '',
  stderr: '',
  returncode: 0,
  truncated_stdout: false,
  truncated_stderr: false,
  timed_out: false,
  duration_ms: 1,
  correlation_id: 'c',
  metadata: { anything: { goes: [1] } },
  data,
  error_type: null,
  error: null,
})

const value = async (schema: ReturnType<typeof resultSchema>, given: unknown) => {
  const checked = await compileSchema(schema, 'the output', 'output').validate(given)
  return 'value' in checked ? checked.value : undefined
}

describe('resultSchema', () => {
  it('keeps data of any kind where the tool declares none', async () => {
    for (const data of [null, 1, 'text', [1], { a: { b: 1 } }])
      expect(await value(resultSchema(undefined), result(data))).toEqual(result(data))
  })

  it('drops what is not declared, in the result and in its data', async () => {
    const schema = resultSchema(z.object({ hosts: z.array(z.object({ name: z.string() })) }))
    const given = { ...result({ hosts: [{ name: 'a', secret: 1 }], secret: 1 }), secret: 1 }
    expect(await value(schema, given)).toEqual(result({ hosts: [{ name: 'a' }] }))
    expect(await value(schema, result(null))).toEqual(result(null))
  })

  it('moves the schema of the data without breaking what points into it', async () => {
    interface Hop {
      readonly host: string
      readonly next?: Hop | undefined
    }
    const hop: z.ZodType<Hop> = z.lazy(() => z.object({ host: z.string(), next: hop.optional() }))
    const named = z.object({ id: z.int() }).meta({ id: 'Named' })
    for (const data of [z.object({ first: hop, a: named, b: named }), hop]) {
      const { json } = compileSchema(resultSchema(data), 'the output', 'output')
      const refs = [...JSON.stringify(json).matchAll(/"\$ref":"([^"]+)"/g)].map(match => match[1] ?? '')
      expect(refs.length).toBeGreaterThan(1)
      for (const ref of refs) expect(at(json, ref)).toBeDefined()
    }
    const nested = { host: 'a', next: { host: 'b', next: { host: 'c', secret: 1 } } }
    expect(await value(resultSchema(hop), result(nested))).toEqual(
      result({ host: 'a', next: { host: 'b', next: { host: 'c' } } }),
    )
  })
})

const at = (root: unknown, ref: string): unknown =>
  ref
    .slice(1)
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((part, key) => Object(part)[key], root)
