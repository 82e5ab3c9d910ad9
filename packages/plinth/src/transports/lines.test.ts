import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Line, lineSplitter } from './lines.ts'
import { readLines } from './read-lines.fixtures.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const show = (lines: readonly Line[]) =>
  lines.map(line => (line.kind === 'line' ? Buffer.from(line.bytes).toString() : line.kind))
const split = (chunks: readonly string[], maxBytes?: number) => {
  const splitter = lineSplitter(maxBytes === undefined ? {} : { maxBytes })
  return show([...chunks.flatMap(chunk => splitter.push(bytes(chunk))), ...splitter.end()])
}

describe('lineSplitter', () => {
  it.each<[string, string[], string[]]>([
    ['several lines in a chunk', ['a\nb\nc\n'], ['a', 'b', 'c']],
    ['a line in several chunks', ['a', 'b', 'c\nd', '\n'], ['abc', 'd']],
    ['CRLF', ['a\r\nb\r\n'], ['a', 'b']],
    ['CRLF in two chunks', ['a\r', '\nb\r', '\n'], ['a', 'b']],
    ['a carriage return within a line', ['a\rb\n'], ['a\rb']],
    ['empty and blank lines', ['\n\n \t\n\r\n \r\na\n\n'], ['a']],
    ['a last line that is not ended', ['a\nb'], ['a', 'b']],
    ['a last line of blanks', ['a\n  '], ['a']],
    ['nothing', ['', ''], []],
  ])('cuts %s', (_name, chunks, lines) => {
    expect(split(chunks)).toEqual(lines)
  })

  it('does not look into the bytes', () => {
    const splitter = lineSplitter()
    const euro = bytes('€\n')
    const lines = [
      ...splitter.push(euro.subarray(0, 1)),
      ...splitter.push(euro.subarray(1)),
      ...splitter.end(),
    ]
    expect(show(lines)).toEqual(['€'])
    expect(lineSplitter().push(Uint8Array.of(0xff, 0xfe, 0x0a))).toEqual([
      { kind: 'line', bytes: Uint8Array.of(0xff, 0xfe) },
    ])
  })

  it.each<[string, string[], string[]]>([
    ['a line as long as the limit', ['12345\n'], ['12345']],
    ['a line as long as the limit, with CRLF', ['12345\r\n', '1'], ['12345', '1']],
    ['a line that is longer', ['123456\nb\n'], ['too_long', 'b']],
    ['a line that is longer by far', ['123', '456', '789', '0\nb\n'], ['too_long', 'b']],
    ['two of them', ['1234567\n1234567\nb\n'], ['too_long', 'too_long', 'b']],
    ['one at the end', ['a\n1234567'], ['a', 'too_long']],
    ['one at the end that is longer by one', ['123456'], ['too_long']],
    ['one that ends with the chunk', ['1234567', '\nb\n'], ['too_long', 'b']],
    ['one whose end is a chunk of its own', ['123456', '\n', 'b'], ['too_long', 'b']],
    ['one with CRLF', ['123456\r\nb\n'], ['too_long', 'b']],
  ])('bears %s', (_name, chunks, lines) => {
    expect(split(chunks, 5)).toEqual(lines)
  })

  it('tells of a long line before it ends, and once', () => {
    const splitter = lineSplitter({ maxBytes: 5 })
    expect(splitter.push(bytes('1234567'))).toEqual([{ kind: 'too_long' }])
    expect(splitter.push(bytes('1234567'))).toEqual([])
    expect(splitter.end()).toEqual([])
  })

  it('cuts the same lines whatever the chunks', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', ' '), maxLength: 60 })
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 7 })), (whole, sizes) => {
        const splitter = lineSplitter({ maxBytes: 6 })
        const all = bytes(whole)
        const lines: Line[] = []
        let start = 0
        for (const size of sizes) {
          lines.push(...splitter.push(all.subarray(start, start + size)))
          start += size
        }
        lines.push(...splitter.push(all.subarray(start)), ...splitter.end())
        const expected = whole.split('\n').flatMap(line => {
          const content = line.replace(/\r$/, '')
          if (/^[ \r]*$/.test(line) && line.length <= 6) return []
          return bytes(content).length > 6 ? ['too_long'] : [content]
        })
        // A line of nothing but blanks is no message, and beyond the limit it may be told of or not.
        if (!/[ \r]{6}/.test(whole)) expect(show(lines)).toEqual(expected)
      }),
    )
  })
})

describe('readLines', () => {
  it('reads on after a line of 32 MB, and holds no more than the limit', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61)
    let peak = 0
    async function* source() {
      for (let count = 0; count < 512; count++) {
        yield chunk
        peak = Math.max(peak, process.memoryUsage().arrayBuffers)
      }
      yield bytes('\n{"next":1}\n')
    }
    const before = process.memoryUsage().arrayBuffers
    const lines: Line[] = []
    for await (const line of readLines(source())) lines.push(line)
    expect(show(lines)).toEqual(['too_long', '{"next":1}'])
    // The limit is 4 MiB, and growing to it needs the half of it beside.
    expect(peak - before).toBeLessThan(16 * 1024 * 1024)
  })

  it('reads no faster than lines are taken', async () => {
    let sent = 0
    async function* source() {
      for (; sent < 100; sent++) yield bytes(`${sent}\n`)
    }
    const lines = readLines(source())
    await lines.next()
    await lines.next()
    expect(sent).toBeLessThanOrEqual(2)
    await lines.return()
  })
})
