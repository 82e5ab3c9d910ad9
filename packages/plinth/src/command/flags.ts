import { quote } from './arguments.ts'
import type { FlagValue } from './flag-value.ts'

/** How a value may follow its flag: `-p 80`, `--port=80`, `-p80`. */
export type FlagForm = 'separate' | 'equals' | 'attached'

/** What holds of every flag. */
export interface FlagOptions {
  /** Whether it may be given more than once. Default false. */
  readonly repeat?: boolean
}

/** What holds of a flag that takes a value. */
export interface ValuedFlagOptions extends FlagOptions {
  /**
   * How the program takes the value. Default for one letter (`-p`): separate and attached; for two dashes: separate and
   * equals. Has to be said for `-PS` and its like, where programs differ: a program that takes only an attached value
   * would read a separate one as a word of its own, for example as a target.
   */
  readonly forms?: readonly FlagForm[]
}

/** A flag that a caller may use: `{}` for one without a value. */
export type FlagSpec = (FlagOptions & { readonly value?: undefined }) | (ValuedFlagOptions & FlagValue)

/** The flags of a tool by their names as written, dashes included. */
export type Flags = Readonly<Record<string, FlagSpec>>

/** A flag that may be used, with how it takes its value: in no form, if it takes none. */
export interface Flag {
  readonly name: string
  readonly spec: FlagSpec
  readonly forms: readonly FlagForm[]
}

/** A flag as it stands in one token, with the value where that is in the same token. */
export interface FoundFlag {
  readonly flag: Flag
  readonly inline?: { readonly form: 'equals' | 'attached'; readonly value: string }
}

/** The flags that callers may use. Frozen. */
export interface FlagAllowlist {
  readonly names: readonly string[]
  /** The flag that a token stands for; undefined when it is not on the list. */
  find(token: string): FoundFlag | undefined
}

const NAME = /^--?[A-Za-z0-9][A-Za-z0-9_.-]*$/

const formsOf = (name: string, spec: FlagSpec): readonly FlagForm[] => {
  if (spec.value === undefined) return []
  if (spec.forms) return spec.forms
  if (name.startsWith('--')) return ['separate', 'equals']
  if (name.length === 2) return ['separate', 'attached']
  throw new TypeError(
    `flag ${name} needs \`forms\`: say how the program takes its value (separate, equals, attached)`,
  )
}

const declare = (name: string, given: FlagSpec): Flag => {
  if (!NAME.test(name))
    throw new TypeError(`${quote(name)} is not the name of a flag: write it like -p or --ports`)
  const forms = Object.freeze([...formsOf(name, given)])
  const spec = given.value === 'enum' ? { ...given, oneOf: Object.freeze([...given.oneOf]) } : { ...given }
  return Object.freeze({ name, spec: Object.freeze(spec), forms })
}

/**
 * Makes the list of flags that callers may use. Whatever is not on it is refused. The list is copied and frozen: what
 * happens to `flags` afterwards has no effect.
 *
 * @throws TypeError when a name is no flag's name, or it is not clear how a flag takes its value
 * @example
 * const allowed = flagAllowlist({ '-Pn': {}, '-p': { value: 'ports' }, '--max-rate': { value: 'int', min: 1, max: 100 } })
 * parseFreeArguments(['-Pn', '-p', '80,443'], allowed).values('-p') // ['80,443']
 * parseFreeArguments(['-oN', 'file'], allowed) // throws ArgumentError: Flag "-oN" is not allowed
 */
export const flagAllowlist = (flags: Flags): FlagAllowlist => {
  const declared = new Map(Object.entries(flags).map(([name, spec]) => [name, declare(name, spec)]))
  const names = Object.freeze([...declared.keys()])
  const longestFirst = [...declared.values()].sort((a, b) => b.name.length - a.name.length)

  const findEquals = (token: string): FoundFlag | undefined => {
    const equals = token.indexOf('=')
    const flag = equals < 0 ? undefined : declared.get(token.slice(0, equals))
    return flag && { flag, inline: { form: 'equals', value: token.slice(equals + 1) } }
  }
  const findAttached = (token: string): FoundFlag | undefined => {
    const flag = longestFirst.find(({ name }) => token.startsWith(name))
    return flag && { flag, inline: { form: 'attached', value: token.slice(flag.name.length) } }
  }
  return Object.freeze({
    names,
    find(token: string) {
      const flag = declared.get(token)
      if (flag) return { flag }
      const found = token.startsWith('--') ? findEquals(token) : findAttached(token)
      return found?.inline && found.flag.forms.includes(found.inline.form) ? found : undefined
    },
  })
}
