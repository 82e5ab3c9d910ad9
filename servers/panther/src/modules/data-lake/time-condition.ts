import { type Group, isSign, isWord, type Part } from './tokens.ts'

const COLUMN = 'p_event_time'
const MACRO = /^p_occurs_(?:since|between|around|after|before)$/

/** Functions of a time whose value grows with it, so that a limit on the one limits the other. */
const GROWING = ['date', 'to_date', 'to_timestamp', 'to_timestamp_ntz', 'date_trunc', 'time_slice']

/** Splits what stands side by side at a word, and leaves alone what `CASE ... END` and `BETWEEN ... AND` hold. */
const splitAt = (word: 'or' | 'and', parts: readonly Part[]): readonly (readonly Part[])[] => {
  const pieces: Part[][] = [[]]
  let cases = 0
  let between = false
  for (const part of parts) {
    if (isWord(part, 'case')) cases += 1
    if (isWord(part, 'end') && cases > 0) cases -= 1
    const closesBetween = between && cases === 0 && isWord(part, 'and')
    if (isWord(part, 'between') && cases === 0) between = true
    if (closesBetween) between = false
    if (cases === 0 && !closesBetween && isWord(part, word)) pieces.push([])
    else pieces.at(-1)?.push(part)
  }
  return pieces
}

const names = (part: Part | undefined): part is Exclude<Part, Group> =>
  part?.kind === 'word' || part?.kind === 'name'

const isColumn = (part: Part | undefined): boolean => names(part) && part.text.toLowerCase() === COLUMN

const mentions = (parts: readonly Part[]): boolean =>
  parts.some(part => (part.kind === 'group' ? mentions(part.parts) : isColumn(part)))

/** Whose column it is: undefined where that is not said, null where it is another one. */
const columnIn = (parts: readonly Part[]): { readonly of: string | undefined } | null => {
  const cast = parts.findIndex(part => isSign(part, '::'))
  const path = cast === -1 ? parts : parts.slice(0, cast)
  const [first, inner] = path
  if (path.length === 2 && isWord(first, ...GROWING) && inner?.kind === 'group')
    return splitArguments(inner).reduce<ReturnType<typeof columnIn>>(
      (found, each) => found ?? columnIn(each),
      null,
    )
  if (!isColumn(path.at(-1))) return null
  const ofPath = path.every((part, index) => (index % 2 === 0 ? names(part) : isSign(part, '.')))
  const of = path.at(-3)
  if (!ofPath) return null
  return { of: names(of) ? of.text.toLowerCase() : undefined }
}

const splitArguments = ({ parts }: Group): readonly (readonly Part[])[] => {
  const pieces: Part[][] = [[]]
  for (const part of parts) {
    if (isSign(part, ',')) pieces.push([])
    else pieces.at(-1)?.push(part)
  }
  return pieces
}

/** A table in which events are looked for, and whether it is the only one where it stands. */
export interface Source {
  /** The name by which the statement calls it, in lower case. */
  readonly name: string
  readonly isAlone: boolean
}

const isOf = ({ name, isAlone }: Source, of: string | undefined): boolean =>
  of === undefined ? isAlone : of === name

const COMPARING = ['>', '>=', '<', '<=', '=']
const NEGATING = ['<>', '!=']
const TESTING = ['between', 'in', 'is', 'not', 'like', 'ilike', 'rlike', 'regexp']

/** Whether something is compared or tested: the outcome of a comparison may be turned around by another. */
const isTested = (parts: readonly Part[]): boolean =>
  parts.some(part => isSign(part, ...COMPARING, ...NEGATING) || isWord(part, ...TESTING))

const macroRestricts = ([macro, given, ...rest]: readonly Part[], source: Source): boolean => {
  if (rest.length > 0 || macro?.kind !== 'word' || !MACRO.test(macro.text) || given?.kind !== 'group')
    return false
  const takes = /between|around/.test(macro.text) ? 2 : 1
  const [alias] = splitArguments(given)[takes] ?? []
  return isOf(source, alias?.kind === 'group' ? undefined : alias?.text.toLowerCase())
}

/** `p_event_time > ...`, `... <= p_event_time`, `p_event_time BETWEEN ... AND ...`, `p_event_time IN (...)`. */
const comparisonRestricts = (parts: readonly Part[], source: Source): boolean => {
  const at = parts.findIndex(part => isSign(part, ...COMPARING) || isWord(part, 'between', 'in'))
  if (at <= 0) return false
  const [left, right] = [parts.slice(0, at), parts.slice(at + 1)]
  const sides = isSign(parts[at], ...COMPARING) ? [left, right] : [left]
  return sides.some(side => {
    const column = columnIn(side)
    const other = side === left ? right : left
    return (
      column !== null && isOf(source, column.of) && other.length > 0 && !mentions(other) && !isTested(other)
    )
  })
}

/**
 * Whether a condition lets only events of some time pass: all parts of an OR have to, and one of an AND. What stands in
 * NOT, CASE or another expression does not count.
 */
export const restrictsTime = (condition: readonly Part[], source: Source): boolean => {
  const alternatives = splitAt('or', condition)
  if (alternatives.length > 1) return alternatives.every(each => restrictsTime(each, source))
  const together = splitAt('and', condition)
  if (together.length > 1) return together.some(each => restrictsTime(each, source))
  const [only] = condition
  if (condition.length === 1 && only?.kind === 'group') return restrictsTime(only.parts, source)
  return macroRestricts(condition, source) || comparisonRestricts(condition, source)
}
