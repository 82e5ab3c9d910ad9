import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, plus, rounded, textOf, times } from './decimal.ts'

describe('decimals', () => {
  it('are exact where floating point is not', () => {
    expect(0.1 + 0.2).not.toBe(0.3)
    expect(textOf(plus(decimal('0.1'), decimal('0.2')))).toBe('0.3')
    expect(textOf(times(decimal('1.005'), decimal('1000')))).toBe('1005.000')
  })

  it.each([
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['1.0049', 2, '1.00'],
    ['-0.4', 0, '0'],
    ['-0.5', 0, '-1'],
    ['7', 2, '7.00'],
  ])('%s at %d places is %s', (text, places, expected) => {
    expect(textOf(rounded(decimal(text), places))).toBe(expected)
  })

  it('add up as cents do', () => {
    const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 20 }), all => {
        const texts = all.map(units => textOf({ units, scale: 2 }))
        const sum = texts.map(decimal).reduce(plus, decimal('0.00'))
        expect(sum).toEqual({ units: all.reduce((a, b) => a + b, 0n), scale: 2 })
      }),
      { numRuns: 50 },
    )
  })
})
