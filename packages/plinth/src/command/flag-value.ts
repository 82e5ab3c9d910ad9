import { checkValue } from './arguments.ts'
import { parsePorts } from './ports.ts'

/** The kind of a flag's value. */
export type FlagValue =
  /** A whole number in decimal. */
  | { readonly value: 'int'; readonly min: number; readonly max: number }
  /** A number in decimal, with or without a fraction. */
  | { readonly value: 'number'; readonly min: number; readonly max: number }
  /** One of these words. */
  | { readonly value: 'enum'; readonly oneOf: readonly string[] }
  /** Ports from 1 to 65535: `22`, `80,443`, `8000-8100`; at most `maxRanges` parts (default 100). */
  | { readonly value: 'ports'; readonly maxRanges?: number }
  /** Whatever `test` accepts. `expects` completes the sentence "expects ...". */
  | { readonly value: 'text'; readonly test: (value: string) => boolean; readonly expects: string }

const INT = /^(?:0|[1-9]\d*)$/
const NUMBER = /^(?:0|[1-9]\d*)(?:\.\d+)?$/

const within = (text: string, form: RegExp, min: number, max: number): string | undefined =>
  form.test(text) && Number(text) >= min && Number(text) <= max ? undefined : `a number from ${min} to ${max}`

const portsProblem = (text: string, maxRanges: number): string | undefined => {
  const ranges = parsePorts(text)
  if (!ranges) return 'ports from 1 to 65535, like 22,80,8000-8100'
  return ranges.length > maxRanges ? `at most ${maxRanges} port ranges` : undefined
}

/**
 * Tells what a value should have been.
 *
 * @returns undefined when the value fits, else what is expected in words
 * @throws ArgumentError when the value has characters that may not reach a program, or begins with `-`
 */
export const expectedInstead = (kind: FlagValue, value: string): string | undefined => {
  checkValue(value)
  switch (kind.value) {
    case 'int':
      return within(value, INT, kind.min, kind.max)?.replace('a number', 'a whole number')
    case 'number':
      return within(value, NUMBER, kind.min, kind.max)
    case 'enum':
      return kind.oneOf.includes(value) ? undefined : `one of ${kind.oneOf.join(', ')}`
    case 'ports':
      return portsProblem(value, kind.maxRanges ?? 100)
    case 'text':
      return kind.test(value) ? undefined : kind.expects
  }
}
