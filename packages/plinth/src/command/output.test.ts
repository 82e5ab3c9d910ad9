import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outputCollector } from './output.ts'

const collect = (maxBytes: number, ...chunks: (string | Uint8Array)[]) => {
  const collector = outputCollector(maxBytes)
  for (const chunk of chunks) collector.write(Buffer.from(chunk))
  return collector.read()
}

describe('outputCollector', () => {
  it('keeps everything up to the limit', () => {
    expect(collect(10)).toEqual({ text: '', truncated: false })
    expect(collect(10, 'hello', 'world')).toEqual({ text: 'helloworld', truncated: false })
  })

  it('says that there was more', () => {
    expect(collect(10, 'hello', 'worlds')).toEqual({ text: 'helloworld', truncated: true })
    expect(collect(10, 'helloworld', '!')).toEqual({ text: 'helloworld', truncated: true })
  })

  it.each([
    ['é', 2],
    ['€', 3],
    ['😀', 4],
  ])('does not cut %s in two', (character, length) => {
    for (let room = 1; room < length; room++)
      expect(collect(3 + room, `abc${character}def`)).toEqual({ text: 'abc', truncated: true })
    expect(collect(3 + length, `abc${character}def`)).toEqual({ text: `abc${character}`, truncated: true })
  })

  it('puts together a character that came in two chunks', () => {
    const bytes = Buffer.from('😀')
    expect(collect(10, bytes.subarray(0, 2), bytes.subarray(2)).text).toBe('😀')
  })

  it('replaces what is not UTF-8, and stays within the limit even so', () => {
    expect(collect(10, Uint8Array.of(0x61, 0xff))).toEqual({ text: 'a\ufffd', truncated: false })
    const all = collect(1000, new Uint8Array(1000).fill(0xff))
    expect(Buffer.byteLength(all.text)).toBeLessThanOrEqual(1000)
    expect(all.truncated).toBe(true)
  })

  it('holds a prefix of valid text, whatever the chunks', () => {
    const chunks = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 })
    fc.assert(
      fc.property(chunks, fc.integer({ min: 1, max: 40 }), (parts, limit) => {
        const { text, truncated } = collect(limit, ...parts)
        const whole = parts.join('')
        expect(whole.startsWith(text)).toBe(true)
        expect(truncated).toBe(text !== whole)
        expect(Buffer.byteLength(text)).toBeGreaterThan(Math.min(limit, Buffer.byteLength(whole)) - 4)
      }),
    )
  })
})
