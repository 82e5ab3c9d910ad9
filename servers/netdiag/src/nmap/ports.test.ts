import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPorts, parsePorts } from './ports.ts'

describe('parsePorts', () => {
  it.each([
    ['80', '80'],
    ['22,80,443', '22,80,443'],
    ['443, 22', '22,443'],
    ['1-65535', '1-65535'],
    ['-', '1-65535'],
    ['80,80,81,79', '79-81'],
    ['1-100,50-60,101', '1-101'],
    ['000080', '80'],
  ])('reads %j as %j', (list, expected) => {
    expect(formatPorts(parsePorts(list))).toBe(expected)
  })

  it.each([
    ['', 'empty entry'],
    ['22,', 'empty entry'],
    ['0', 'Port 0 in "0" is out of range (1-65535)'],
    ['65536', 'out of range'],
    ['1-70000', 'Port 70000 in "1-70000" is out of range'],
    ['90-80', 'ends before it begins'],
    ['http', '"http" is not a port'],
    ['T:80', 'not a port'],
    ['1-', 'not a port'],
    ['-5', 'not a port'],
    ['80;id', 'not a port'],
    ['80 -oN x', 'not a port'],
    ['1e3', 'not a port'],
    ['٨٠', 'not a port'],
  ])('refuses %j: %s', (list, message) => {
    expect(() => parsePorts(list)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR', message: expect.stringContaining(message) }),
    )
  })

  it('takes 100 entries and refuses 101', () => {
    const entries = (count: number) => Array.from({ length: count }, (_, i) => `${i * 2 + 1}`).join(',')
    expect(parsePorts(entries(100))).toHaveLength(100)
    expect(() => parsePorts(entries(101))).toThrow('Too many port ranges: 101 (max: 100)')
  })

  it('names exactly the ports that were asked for', () => {
    const range = fc
      .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))
      .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
    const members = (ranges: readonly { from: number; to: number }[]) =>
      new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)))
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 20 }), ranges => {
        const parsed = parsePorts(formatPorts(ranges))
        expect(members(parsed)).toEqual(members(ranges))
        expect(parsePorts(formatPorts(parsed))).toEqual(parsed)
      }),
    )
  })
})
