import { describe, expect, it } from 'vitest'
import { printable } from './printable.ts'

describe('printable', () => {
  it.each([
    ['220 ready\r\n', '220 ready\n'],
    ['a\tb', 'a\tb'],
    ['\u001b[2Jgone\u0007', '\\x1b[2Jgone\\x07'],
    ['nul\0', 'nul\\x00'],
    ['turn\u202eround', 'turn\\x202eround'],
    ['zero\u200bwidth', 'zero\\x200bwidth'],
    ['grüße', 'grüße'],
  ])('writes %j as %j', (text, expected) => {
    expect(printable(Buffer.from(text))).toBe(expected)
  })

  it('replaces what is not UTF-8', () => {
    expect(printable(Uint8Array.of(0x41, 0xff, 0x42))).toBe('A\uFFFDB')
  })
})
