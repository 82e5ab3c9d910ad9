import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from './decode.ts'
import { defaultLimits } from './limits.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const decode = (input: string | Uint8Array) =>
  decodeMessage(typeof input === 'string' ? bytes(input) : input, defaultLimits)

describe('decodeMessage', () => {
  it.each<[string, string | number[], number, RegExp]>([
    ['nothing', '', -32_700, /empty/],
    ['blanks', ' \n', -32_700, /not valid JSON/],
    ['half a document', '{"jsonrpc"', -32_700, /not valid JSON/],
    ['two documents', '{}{}', -32_700, /not valid JSON \(at character 2\)/],
    ['a comment', '{} // hello', -32_700, /not valid JSON/],
    ['NaN', 'NaN', -32_700, /not valid JSON/],
    ['a byte order mark', '\ufeff{}', -32_700, /byte order mark/],
    ['a lone continuation byte', [0x22, 0x80, 0x22], -32_700, /UTF-8/],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22], -32_700, /UTF-8/],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], -32_700, /UTF-8/],
    ['a character beyond Unicode', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], -32_700, /UTF-8/],
    ['a character that is cut off', [0x22, 0xe2, 0x82], -32_700, /UTF-8/],
    ['Latin-1', [0x22, 0xe9, 0x22], -32_700, /UTF-8/],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00], -32_700, /UTF-8/],
    ['NUL', [0x00], -32_700, /not valid JSON/],
  ])('refuses %s', (_name, input, code, message) => {
    const decoded = decode(typeof input === 'string' ? input : Uint8Array.from(input))
    expect(decoded).toMatchObject({ ok: false, error: { code, status: 400, subject: 'unknown' } })
    if (!decoded.ok) {
      expect(decoded.error.message).toMatch(message)
      expect(decoded.error).not.toHaveProperty('id')
    }
  })

  it('quotes nothing of a body that is no JSON', () => {
    expect(JSON.stringify(decode('{"password": hunter2}'))).not.toContain('hunter')
  })

  it.each([
    ['null', null],
    [' {"a":[1,"é😀\\ud800"]}\r\n', { a: [1, 'é😀\ud800'] }],
  ])('decodes %j', (text, value) => {
    expect(decode(text)).toEqual({ ok: true, value })
  })

  it('is still in order after a refusal', () => {
    decode(Uint8Array.from([0xe2, 0x82]))
    expect(decode('1')).toEqual({ ok: true, value: 1 })
  })

  it('refuses what is longer than the limit with 413, and takes what is as long', () => {
    const limits = { maxBytes: 10, maxDepth: 5 }
    expect(decodeMessage(bytes('"12345678"'), limits)).toEqual({ ok: true, value: '12345678' })
    expect(decodeMessage(bytes('"123456789"'), limits)).toMatchObject({
      ok: false,
      error: { code: -32_600, status: 413 },
    })
  })

  it.each([
    ['arrays', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
    ['objects', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
    ['both', (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`],
  ])('takes 128 levels of %s and refuses 129 or more', (_name, nest) => {
    expect(decode(nest(128))).toMatchObject({ ok: true })
    expect(decode(nest(130))).toMatchObject({ ok: false, error: { code: -32_600, status: 400 } })
    expect(decode(nest(100_000))).toMatchObject({ ok: false, error: { code: -32_600 } })
  })

  it('takes 100,000 levels that are never closed as quickly as others', () => {
    const hostile = bytes('[{"a":'.repeat(600_000))
    const start = performance.now()
    expect(decode(hostile)).toMatchObject({ ok: false, error: { code: -32_600 } })
    expect(performance.now() - start).toBeLessThan(200)
  })

  it('does not count brackets in strings, nor those side by side', () => {
    const text = `{"a":"${'[{'.repeat(1000)}","b":"\\"${'['.repeat(500)}\\\\","c":[${'[],{},'.repeat(500)}1]}`
    expect(decode(text)).toMatchObject({ ok: true })
  })

  it('keeps __proto__ as a member like any other, and changes no prototype', () => {
    const decoded = decode('{"__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"polluted":1}}}}')
    expect(decoded.ok && Object.keys(decoded.value as object)).toEqual(['__proto__', 'a'])
    expect(decoded.ok && Object.getPrototypeOf(decoded.value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('gives any bytes a value or a legal error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), input => {
        const decoded = decode(input)
        if (!decoded.ok) expect([-32_700, -32_600]).toContain(decoded.error.code)
      }),
    )
  })

  it('agrees with JSON.parse on every JSON text that is not too deep', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), text => {
        expect(decode(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  it('finds the depth of any JSON text', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }), fc.integer({ min: 0, max: 8 }), (value, maxDepth) => {
        const decoded = decodeMessage(bytes(JSON.stringify(value)), { maxBytes: 1e6, maxDepth })
        expect(decoded.ok).toBe(depthOf(value) <= maxDepth)
      }),
    )
  })
})
