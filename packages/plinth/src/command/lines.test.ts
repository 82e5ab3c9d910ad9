import { expect, it } from 'vitest'
import { lineSplitter } from './lines.ts'

const split = (...chunks: (string | Uint8Array)[]) => {
  const lines: string[] = []
  const splitter = lineSplitter(line => lines.push(line))
  for (const chunk of chunks) splitter.write(Buffer.from(chunk))
  splitter.end()
  return lines
}

it('puts lines together from chunks', () => {
  expect(split('a', 'b\nc', '\n\nd')).toEqual(['ab', 'c', '', 'd'])
  expect(split('a\r\nb\r', '\nc\n')).toEqual(['a', 'b', 'c'])
  expect(split()).toEqual([])
})

it('puts together a character that came in two chunks', () => {
  const bytes = Buffer.from('😀\n')
  expect(split(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['😀'])
})

it('hands out an endless line in pieces', () => {
  expect(split('x'.repeat(20_000)).join('')).toBe('x'.repeat(20_000))
  for (const piece of split('x'.repeat(9_000), 'y'.repeat(9_000), `${'z'.repeat(30_000)}\n`))
    expect(piece.length).toBeLessThanOrEqual(8_192)
})
