import { lakeTime } from '../data/time.ts'
import { literal, type Sql } from './lexer.ts'
import { durationOf } from './moments.ts'
import { SqlError } from './sql-error.ts'

/** An argument of a macro: its parts as written, and translated. */
export type Argument = { parts: Sql[]; text: string }

const argument = (given: Argument[], index: number, macro: string): Argument => {
  const found = given[index]
  if (found === undefined) throw new SqlError(`${macro} lacks argument ${index + 1}`)
  return found
}

const duration = (given: Argument[], index: number, macro: string) => {
  const value = argument(given, index, macro)
    .parts.map(part => part.value)
    .join('')
  const length = durationOf(value)
  if (length === undefined) throw new SqlError(`${macro}: '${value}' is not a time offset such as '1 d'`)
  return length
}

/** `[tableAlias[, column]]` at the end of the arguments. */
const column = (given: Argument[], from: number) => {
  const alias = given[from]?.parts[0]?.value
  const name = given[from + 1]?.parts[0]?.value ?? 'p_event_time'
  return alias === undefined ? `"${name}"` : `"${alias}"."${name}"`
}

const time = (given: Argument[], index: number, macro: string) =>
  `to_timestamp(${argument(given, index, macro).text})`

const macros: Record<string, (given: Argument[], macro: string, now: number) => string> = {
  p_occurs_since: (given, macro, now) =>
    `${column(given, 1)} >= ${literal(lakeTime(now - duration(given, 0, macro)))}`,
  p_occurs_between: (given, macro) =>
    `${column(given, 2)} BETWEEN ${time(given, 0, macro)} AND ${time(given, 1, macro)}`,
  p_occurs_around: (given, macro) => {
    const middle = time(given, 0, macro)
    const seconds = duration(given, 1, macro) / 1000
    return `${column(given, 2)} BETWEEN dateadd('second', -${seconds}, ${middle}) AND dateadd('second', ${seconds}, ${middle})`
  },
  p_occurs_after: (given, macro) => `${column(given, 1)} >= ${time(given, 0, macro)}`,
  p_occurs_before: (given, macro) => `${column(given, 1)} <= ${time(given, 0, macro)}`,
}

/** Panther's macros, which become conditions on the time of the event. */
export const expandMacro = (name: string, given: Argument[], now: number): string => {
  const expand = macros[name]
  if (expand === undefined) throw new SqlError(`Unknown function ${name.toUpperCase()}`)
  return `(${expand(given, name, now)})`
}
