import { oneLine, printable } from '../printable.ts'
import type { Styles } from '../style.ts'
import { table } from '../table.ts'

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

const cell = (value: unknown): string => {
  if (value === undefined) return ''
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value))
}

const inTable = (rows: readonly Fields[], styles: Styles, width: number | undefined): string => {
  const columns = [...new Set(rows.flatMap(Object.keys))]
  const head = columns.map(name => styles.bold(oneLine(name)))
  return table([head, ...rows.map(row => columns.map(name => cell(row[name])))], width)
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n')

/** Members of an object: those that fit on a line in two columns, the others below their name. */
const members = (value: Fields, styles: Styles, width: number | undefined): string => {
  const entries = Object.entries(value).map(([name, each]) => [oneLine(name), each] as const)
  const short = entries.filter(([, each]) => isPlain(each) || (Array.isArray(each) && each.every(isPlain)))
  const rows = short.map(([name, each]) => [
    styles.cyan(name),
    Array.isArray(each) ? each.map(cell).join(', ') : cell(each),
  ])
  const long = entries.filter(entry => !short.includes(entry))
  const inner = width === undefined ? undefined : width - 2
  return [
    ...(rows.length > 0 ? [table(rows, width)] : []),
    ...long.map(([name, each]) => `${styles.cyan(name)}\n${indent(showValue(each, styles, inner))}`),
  ].join('\n')
}

/**
 * A value for people: a list of objects as a table, an object as its members, all else as it is.
 *
 * @param width of the terminal, in characters
 */
export const showValue = (value: unknown, styles: Styles, width?: number): string => {
  if (Array.isArray(value)) {
    if (value.length === 0) return styles.dim('none')
    return value.every(isObject) ? inTable(value, styles, width) : value.map(cell).join('\n')
  }
  if (isObject(value))
    return Object.keys(value).length === 0 ? styles.dim('empty') : members(value, styles, width)
  return typeof value === 'string' ? printable(value) : cell(value)
}
