import { type Statement, statementsOf } from './statements.ts'

const uses = (code: string, name: string): boolean =>
  // A member of that name is another thing; what is spread is not.
  new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name.replaceAll('$', '\\$')}(?![\\w$])`).test(code)

/**
 * What a fragment needs before it: of the statements of its contexts, the nearest context first, those whose names
 * the fragment, or what it needs already, makes use of and does not declare.
 *
 * @returns code of whole lines; empty when the fragment stands by itself
 * @throws SyntaxError of the fragment
 */
export const preludeOf = (fragment: string, contexts: readonly (readonly Statement[])[]): string => {
  const taken = new Set(statementsOf(fragment).flatMap(({ names }) => names))
  let code = fragment
  let prelude = ''
  // From the last one up, so that a statement finds the use that a later one makes of it.
  for (const context of contexts)
    for (const { text, names } of context.toReversed()) {
      const wanted =
        names.length === 0 || (names.some(name => uses(code, name)) && !names.some(name => taken.has(name)))
      if (!wanted) continue
      prelude = `${text}\n${prelude}`
      code = `${text}\n${code}`
      for (const name of names) taken.add(name)
    }
  return prelude
}
