import { ArgumentError } from './argument-error.ts'
import { quote } from './arguments.ts'
import { expectedInstead, type FlagValue } from './flag-value.ts'
import type { Flag, FlagAllowlist, FlagForm } from './flags.ts'

/** The words that are no flags and belong to none, and how many there may be (default 1). */
export type OperandSpec = FlagValue & { readonly max?: number }

/** The arguments that a caller chose freely, all of them checked. */
export interface FreeArguments {
  /** As they go to the program, in the caller's order. */
  readonly tokens: readonly string[]
  /** Those tokens that are neither flags nor their values. */
  readonly operands: readonly string[]
  has(flag: string): boolean
  /** The values that a flag was given, in order. */
  values(flag: string): readonly string[]
}

const example = ({ name, forms }: Flag): string => {
  const written: Record<FlagForm, string> = {
    separate: `${name} value`,
    equals: `${name}=value`,
    attached: `${name}value`,
  }
  return forms[0] ? written[forms[0]] : name
}

const notAllowed = (token: string, { names }: FlagAllowlist): ArgumentError =>
  new ArgumentError('flag', `Flag ${quote(token)} is not allowed`, {
    suggestion: names.length > 0 ? `Allowed: ${names.join(', ')}` : 'Leave it out: this tool takes no flags',
    data: { flag: token },
  })

const checkFlagValue = (flag: Flag, value: string | undefined): string => {
  if (flag.spec.value === undefined) return ''
  const data = { flag: flag.name }
  if (value === undefined)
    throw new ArgumentError('value', `Flag ${flag.name} needs a value`, {
      suggestion: `Write ${example(flag)}`,
      data,
    })
  const expected = expectedInstead(flag.spec, value)
  if (expected !== undefined)
    throw new ArgumentError('value', `Flag ${flag.name} expects ${expected}, not ${quote(value)}`, {
      suggestion: `Give ${expected}`,
      data,
    })
  return value
}

const checkOperand = (spec: OperandSpec | undefined, token: string, before: number): string => {
  if (!spec || before >= (spec.max ?? 1))
    throw new ArgumentError('operand', `${quote(token)} is not allowed: it is no flag, and no flag's value`, {
      suggestion: spec ? `Give at most ${spec.max ?? 1} such words` : 'Leave it out',
    })
  const expected = expectedInstead(spec, token)
  if (expected !== undefined)
    throw new ArgumentError('value', `${quote(token)} is not ${expected}`, { suggestion: `Give ${expected}` })
  return token
}

/**
 * Reads tokens against the flags that a tool allows. A flag that needs a value takes the next token, so that it can
 * never take what the tool itself puts behind them, like the target.
 *
 * @param operands which other words there may be; none when it is left out
 * @throws ArgumentError for the first token that is not allowed, saying why
 * @example
 * const allowed = flagAllowlist({ '-c': { value: 'int', min: 1, max: 10 } })
 * parseFreeArguments(['-c', '3'], allowed).values('-c') // ['3']
 * parseFreeArguments(['-f'], allowed) // throws ArgumentError: Flag "-f" is not allowed
 */
export const parseFreeArguments = (
  tokens: readonly string[],
  allowed: FlagAllowlist,
  operands?: OperandSpec,
): FreeArguments => {
  const found = new Map<string, string[]>()
  const others: string[] = []
  const rest = [...tokens]
  for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
    if (!token.startsWith('-')) {
      others.push(checkOperand(operands, token, others.length))
      continue
    }
    const match = allowed.find(token)
    if (!match) throw notAllowed(token, allowed)
    const { flag, inline } = match
    const before = found.get(flag.name)
    if (before && !flag.spec.repeat)
      throw new ArgumentError('repeated', `Flag ${flag.name} was given twice`, {
        suggestion: 'Give it once',
        data: { flag: flag.name },
      })
    const value = inline?.value ?? (flag.forms.includes('separate') ? rest.shift() : undefined)
    found.set(flag.name, [...(before ?? []), checkFlagValue(flag, value)])
  }
  return Object.freeze({
    tokens: Object.freeze([...tokens]),
    operands: Object.freeze(others),
    has: (flag: string) => found.has(flag),
    values: (flag: string) => found.get(flag)?.slice() ?? [],
  })
}
