import fc from 'fast-check'
import { expect, it } from 'vitest'
import { literal, matchRun, type RunPart, span } from './uri-match.ts'

const letters = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength })

const part: fc.Arbitrary<RunPart> = fc.oneof(letters('a/-', 2).map(literal), letters('a/', 2).map(span))

const asPattern = (parts: readonly RunPart[]) =>
  new RegExp(
    `^${parts
      .map(part => {
        if (part.kind === 'literal') return `(${part.text})`
        return part.ends === '' ? '(.*)' : `([^${part.ends}]*)`
      })
      .join('')}$`,
  )

it('matches as a regular expression would, earlier spans as long as can be', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), letters('a/-', 8), (parts, text) => {
      expect(matchRun(parts, text)).toEqual(asPattern(parts).exec(text)?.slice(1))
    }),
    { numRuns: 2_000 },
  )
})
