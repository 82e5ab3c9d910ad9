import { argumentsOf, type Group, isSign, isWord, type Part } from './tokens.ts'

/** Words that are a time, or a value, without brackets. */
const VALUES = ['current_timestamp', 'current_date', 'current_time', 'localtimestamp', 'localtime', 'sysdate']
const CALCULATING = ['+', '-', '*', '/', '%', '||', ',']

/** Functions whose first argument is a word such as DAY, and no column. */
const TAKING_UNIT = ['dateadd', 'timeadd', 'timestampadd', 'date_trunc']

/** Where the types end that a value is cast to, `::DATE::TIMESTAMP_NTZ(9)`; undefined where something else follows. */
export const castsEnd = (parts: readonly Part[], from: number): number | undefined => {
  let at = from
  while (isSign(parts[at], '::')) {
    if (parts[at + 1]?.kind !== 'word') return undefined
    at += parts[at + 2]?.kind === 'group' ? 3 : 2
  }
  return at
}

/** The argument of `CAST(... AS type)`, and of other functions all of them. */
export const argumentsFor = (name: Part | undefined, group: Group): readonly (readonly Part[])[] => {
  const given = argumentsOf(group)
  if (!isWord(name, 'cast', 'try_cast')) return given
  return given.map(parts => {
    const as = parts.findIndex(part => isWord(part, 'as'))
    return as === -1 ? parts : parts.slice(0, as)
  })
}

/** Whether an argument says a unit of time, as the first one of some functions does. */
export const isUnit = (name: Part | undefined, parts: readonly Part[], index: number): boolean =>
  index === 0 && isWord(name, ...TAKING_UNIT) && parts.length === 1 && parts[0]?.kind === 'word'

/** Words before brackets that are no function of what stands in them. */
const NO_FUNCTIONS = ['in', 'any', 'all', 'some', 'exists']

const isFixedCall = (name: Part | undefined, group: Group): boolean =>
  !isWord(name, ...NO_FUNCTIONS) &&
  (group.parts.length === 0 ||
    argumentsFor(name, group).every((each, index) => isUnit(name, each, index) || isConstant(each)))

/** Where a piece of an expression ends that is the same for every row; undefined where it is not. */
const pieceEnd = (parts: readonly Part[], at: number): number | undefined => {
  const part = parts[at]
  const next = parts[at + 1]
  if (part?.kind === 'text' || part?.kind === 'number' || isSign(part, ...CALCULATING)) return at + 1
  if (part?.kind === 'group') return isConstant(part.parts) ? at + 1 : undefined
  if (isSign(part, '::')) return castsEnd(parts, at)
  if (part?.kind !== 'word') return undefined
  if (next?.kind === 'group') return isFixedCall(part, next) ? at + 2 : undefined
  // TIMESTAMP '2024-01-01', INTERVAL '1 day'
  if (next?.kind === 'text') return at + 2
  return isWord(part, ...VALUES) ? at + 1 : undefined
}

/**
 * Whether an expression is the same for every row: made of texts, numbers, the present time, and functions of these. What
 * names a column is not, nor is a query in brackets, which may.
 */
export const isConstant = (parts: readonly Part[]): boolean => {
  let at: number | undefined = 0
  while (at !== undefined && at < parts.length) at = pieceEnd(parts, at)
  return at !== undefined && parts.length > 0
}
