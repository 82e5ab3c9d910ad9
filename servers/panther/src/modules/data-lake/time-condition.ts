import { argumentsFor, castsEnd, isConstant, isUnit } from './constant.ts'
import { argumentsOf, type Group, isSign, isWord, type Part } from './tokens.ts'

const COLUMN = 'p_event_time'
const MACRO = /^p_occurs_(?:since|between|around|after|before)$/

/** Functions of a time whose value grows with it, so that a limit on the one limits the other. */
const GROWING = ['date', 'to_date', 'to_timestamp', 'to_timestamp_ntz', 'date_trunc', 'time_slice', 'cast']

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

/** A column that a macro may look at in place of the usual one. */
const isTime = ([part, ...more]: readonly Part[]): boolean =>
  more.length === 0 && names(part) && [COLUMN, 'p_parse_time'].includes(part.text.toLowerCase())

/** Whose column it is: undefined where that is not said, null where it is another one, or more than a column. */
const columnIn = (parts: readonly Part[]): { readonly of: string | undefined } | null => {
  const cast = parts.findIndex(part => isSign(part, '::'))
  if (cast !== -1 && castsEnd(parts, cast) !== parts.length) return null
  const path = cast === -1 ? parts : parts.slice(0, cast)
  const [first, inner] = path
  if (path.length === 2 && isWord(first, ...GROWING) && inner?.kind === 'group') return columnOf(first, inner)
  if (!isColumn(path.at(-1))) return null
  const ofPath = path.every((part, index) => (index % 2 === 0 ? names(part) : isSign(part, '.')))
  const of = path.at(-3)
  if (!ofPath) return null
  return { of: names(of) ? of.text.toLowerCase() : undefined }
}

/** The column that a function is given, where all else that it is given stays the same. */
const columnOf = (name: Part | undefined, group: Group): ReturnType<typeof columnIn> => {
  const varying = argumentsFor(name, group).filter(
    (each, index) => !isUnit(name, each, index) && !isConstant(each),
  )
  const [only] = varying
  return only && varying.length === 1 ? columnIn(only) : null
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

/** `p_occurs_since('1 d' [, table [, column]])` and its like, with a time that is the same for all rows. */
const macroRestricts = ([macro, given, ...rest]: readonly Part[], source: Source): boolean => {
  if (rest.length > 0 || macro?.kind !== 'word' || !MACRO.test(macro.text) || given?.kind !== 'group')
    return false
  const all = argumentsOf(given)
  const takes = /between|around/.test(macro.text) ? 2 : 1
  const [alias, column, ...more] = all.slice(takes)
  if (all.length < takes || more.length > 0 || !all.slice(0, takes).every(isConstant)) return false
  if (column && !isTime(column)) return false
  if (!alias) return isOf(source, undefined)
  const [name] = alias
  return alias.length === 1 && names(name) && isOf(source, name.text.toLowerCase())
}

/** Whether both limits of BETWEEN, or all that a column is compared with, are the same for all rows. */
const isFixed = (operator: Part | undefined, other: readonly Part[]): boolean => {
  if (!isWord(operator, 'between')) return isConstant(other)
  const and = other.findIndex(part => isWord(part, 'and'))
  return and !== -1 && isConstant(other.slice(0, and)) && isConstant(other.slice(and + 1))
}

/** `p_event_time > ...`, `... <= p_event_time`, `p_event_time BETWEEN ... AND ...`, `p_event_time IN (...)`. */
const comparisonRestricts = (parts: readonly Part[], source: Source): boolean => {
  const at = parts.findIndex(part => isSign(part, ...COMPARING) || isWord(part, 'between', 'in'))
  if (at <= 0) return false
  const operator = parts[at]
  const [left, right] = [parts.slice(0, at), parts.slice(at + 1)]
  const restricts = (side: readonly Part[], other: readonly Part[]): boolean => {
    const column = columnIn(side)
    return column !== null && isOf(source, column.of) && isFixed(operator, other)
  }
  return restricts(left, right) || (isSign(operator, ...COMPARING) && restricts(right, left))
}

/**
 * Whether a condition lets only events of some time pass: all parts of an OR have to, and one of an AND. What stands in
 * NOT, CASE or another expression does not count, nor what compares the time with a column, which may have any value.
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
