import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { lakeTime } from '../data/time.ts'
import { added, componentOf, momentOf, truncated, unitOf } from './moments.ts'

type Value = SQLInputValue

const parsed = (value: Value): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const listed = (value: Value): unknown[] => {
  const items = parsed(value)
  return Array.isArray(items) ? items : []
}

const at = (value: Value) => {
  const moment = momentOf(value)
  if (moment === undefined) throw new Error(`Timestamp '${value}' is not recognized`)
  return moment
}

const bit = (truth: boolean) => (truth ? 1 : 0)

/** Wildcards of LIKE, of which only `%` and `_` mean something. */
const wildcard = (pattern: Value, flags: string) =>
  new RegExp(
    `^${`${pattern}`
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}$`,
    `s${flags}`,
  )

const cast = (value: Value, type: Value): Value => {
  if (value === null) return null
  const name = `${type}`.toLowerCase()
  if (/^(varchar|string|text|char)/.test(name)) return `${value}`
  if (/^(number|int|bigint|float|double|decimal|numeric)/.test(name)) {
    const number = Number(value)
    if (Number.isNaN(number)) throw new Error(`Numeric value '${value}' is not recognized`)
    return /^(int|bigint)/.test(name) ? Math.round(number) : number
  }
  if (name.startsWith('bool')) return bit(value === 1 || `${value}`.toLowerCase() === 'true')
  if (name === 'date') return lakeTime(truncated(at(value), 'day'))
  if (name.startsWith('timestamp') || name === 'datetime') return lakeTime(at(value))
  return value
}

/** Functions of null give null, as in SQL; those that want to see it say so. */
const scalars: Record<string, (...given: Value[]) => Value> = {
  array_contains: (item = null, items = null) =>
    bit(listed(items).some(known => known === item || JSON.stringify(known) === item)),
  array_size: (items = null) => listed(items).length,
  array_to_string: (items = null, between = null) => listed(items).join(`${between}`),
  arrays_overlap: (one = null, other = null) => bit(listed(one).some(item => listed(other).includes(item))),
  date_trunc: (unit = null, time = null) => lakeTime(truncated(at(time), unitOf(`${unit}`))),
  dateadd: (unit = null, amount = null, time = null) =>
    lakeTime(added(at(time), unitOf(`${unit}`), Math.round(Number(amount)))),
  datediff: (unit = null, from = null, to = null) => {
    const name = unitOf(`${unit}`)
    const length = added(0, name, 1)
    return Math.round((truncated(at(to), name) - truncated(at(from), name)) / length)
  },
  date_part: (unit = null, time = null) => componentOf(at(time), unitOf(`${unit}`)),
  to_timestamp: (time = null) => lakeTime(at(time)),
  to_date: (time = null) => lakeTime(truncated(at(time), 'day')),
  cast_as: (value = null, type = null) => cast(value, type),
  regexp_like: (text = null, pattern = null) => bit(new RegExp(`^(?:${pattern})$`).test(`${text}`)),
  contains: (text = null, part = null) => bit(`${text}`.includes(`${part}`)),
  startswith: (text = null, part = null) => bit(`${text}`.startsWith(`${part}`)),
  endswith: (text = null, part = null) => bit(`${text}`.endsWith(`${part}`)),
  split: (text = null, between = null) => JSON.stringify(`${text}`.split(`${between}`)),
  split_part: (text = null, between = null, index = null) =>
    `${text}`.split(`${between}`).at(Number(index) > 0 ? Number(index) - 1 : Number(index)) ?? '',
  parse_json: (text = null) => JSON.stringify(parsed(text)),
  to_json: (value = null) => (typeof value === 'string' ? value : JSON.stringify(value)),
  system$wait: (seconds = null) => `waited ${seconds} seconds`,
}

const aliases: Record<string, string> = {
  try_parse_json: 'parse_json',
  timestampadd: 'dateadd',
  timestampdiff: 'datediff',
  to_timestamp_ntz: 'to_timestamp',
  try_to_timestamp: 'to_timestamp',
}

/** What the operators LIKE, ILIKE (as MATCH) and RLIKE (as REGEXP) call. */
const operators: Record<string, (pattern: Value, text: Value) => boolean> = {
  like: (pattern, text) => wildcard(pattern, '').test(`${text}`),
  match: (pattern, text) => wildcard(pattern, 'i').test(`${text}`),
  regexp: (pattern, text) => new RegExp(`^(?:${pattern})$`).test(`${text}`),
}

/** Teaches SQLite the functions of Snowflake; `now` is the present of the data lake. */
export const addFunctions = (database: DatabaseSync, now: () => number) => {
  const add = (name: string, run: (...given: Value[]) => Value) =>
    database.function(name, { varargs: true, deterministic: true }, (...given) =>
      given.includes(null) ? null : run(...given),
    )
  for (const [name, run] of Object.entries(scalars)) add(name, run)
  for (const [alias, name] of Object.entries(aliases)) {
    const run = scalars[name]
    if (run !== undefined) add(alias, run)
  }
  for (const [name, holds] of Object.entries(operators))
    database.function(name, { deterministic: true }, (pattern: Value, text: Value) =>
      pattern === null || text === null ? null : bit(holds(pattern, text)),
    )
  database.function('present', () => lakeTime(now()))
  database.aggregate('array_agg', {
    start: () => '[]',
    step: (items: string, value: Value) => {
      if (value === null) return items
      const item = typeof value === 'string' && /^[[{]/.test(value) ? value : JSON.stringify(value)
      return items === '[]' ? `[${item}]` : `${items.slice(0, -1)},${item}]`
    },
  })
  database.aggregate('count_if', { start: 0, step: (count: number, value: Value) => count + (value ? 1 : 0) })
}
