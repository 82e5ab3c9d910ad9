import { lex, literal, ready, type Sql } from './lexer.ts'
import { expandMacro } from './macros.ts'
import { normalized } from './moments.ts'
import { SqlError } from './sql-error.ts'
import { commonTables, type Names, tableAt } from './table-names.ts'

export type Translation = {
  sql: string
  /** What an expression was called before it was translated, for columns without a name. */
  columns: Map<string, string>
}

const renamed: Record<string, string> = {
  iff: 'iif',
  nvl: 'ifnull',
  listagg: 'group_concat',
  any_value: 'max',
  len: 'length',
  ilike: 'MATCH',
  rlike: 'REGEXP',
}

const timeFunctions = new Set([
  'date_trunc',
  'dateadd',
  'datediff',
  'timestampadd',
  'timestampdiff',
  'date_part',
])
const componentFunctions = new Set(['year', 'month', 'day', 'hour', 'minute', 'second'])
const endOfFrom = new Set([
  'where',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'except',
  'intersect',
  'select',
])

/** Where the expression starts that ends the list: a name, a literal, or something in parentheses. */
const operandStart = (out: Sql[]) => {
  let index = out.length - 1
  if (out[index]?.value === ')') {
    for (let depth = 0; index >= 0; index--) {
      if (out[index]?.value === ')') depth++
      if (out[index]?.value === '(' && --depth === 0) break
    }
    if (out[index - 1]?.kind === 'word') index--
  }
  while (out[index - 1]?.value === '.' && index >= 2) index -= 2
  return Math.max(index, 0)
}

const textOf = (parts: Sql[]) => parts.map(({ text }) => text).join(' ')

/** Index of the parenthesis that closes the one at `open`. */
const closing = (parts: Sql[], open: number) => {
  let depth = 0
  for (let index = open; index < parts.length; index++) {
    if (parts[index]?.value === '(') depth++
    if (parts[index]?.value === ')' && --depth === 0) return index
  }
  throw new SqlError("syntax error unexpected end of the statement, expecting ')'.")
}

/** The parts between commas, not counting those within parentheses. */
const separated = (parts: Sql[]) => {
  const lists: Sql[][] = [[]]
  let depth = 0
  for (const part of parts) {
    if (part.value === '(') depth++
    if (part.value === ')') depth--
    if (part.value === ',' && depth === 0) lists.push([])
    else lists.at(-1)?.push(part)
  }
  return parts.length === 0 ? [] : lists
}

/** Translates parts of a query for SQLite, from left to right. */
const translated = (parts: Sql[], names: Names, now: number, columns: Map<string, string>): Sql[] => {
  const out: Sql[] = []
  const inFrom = [false]
  let tableIsDue = false
  let index = 0

  const at = (offset: number) => parts[index + offset]
  const word = (offset: number) => (at(offset)?.kind === 'word' ? at(offset)?.value : undefined)
  const inner = (from: number, to: number) => translated(parts.slice(from, to), names, now, columns)
  const replaceOperand = (write: (operand: string) => string, suffix: string) => {
    const operand = out.splice(operandStart(out))
    const before = operand.map(({ text }) => columns.get(text) ?? text).join('')
    const made = ready(write(textOf(operand)))
    columns.set(made.text, before + suffix)
    out.push(made)
  }

  /** `:field.inner[0]."with space"` behind a column, or `[0]`. */
  const path = () => {
    let steps = ''
    let source = ''
    while (index < parts.length) {
      const sign = at(0)?.value
      const name = at(1)
      if (sign === '[' && name !== undefined && at(2)?.value === ']') {
        steps += name.kind === 'number' ? `[${name.value}]` : `."${name.value}"`
        source += `[${name.text}]`
        index += 3
      } else if ((sign === ':' || (sign === '.' && steps !== '')) && name !== undefined) {
        steps += `."${name.kind === 'word' ? name.text : name.value}"`
        source += sign + name.text
        index += 2
      } else break
    }
    replaceOperand(operand => `json_extract(${operand}, ${literal(`$${steps}`)})`, source)
  }

  const castTo = () => {
    const type = word(1) ?? ''
    index += 2
    if (at(0)?.value === '(') index = closing(parts, index) + 1
    replaceOperand(operand => `cast_as(${operand}, ${literal(type)})`, `::${type}`)
  }

  const interval = () => {
    const [, amount = '', unit = ''] = /^\s*(\d+)\s*(\w+)/.exec(at(1)?.value ?? '') ?? []
    const sign = out.pop()?.value
    index += 2
    replaceOperand(operand => `dateadd(${literal(unit)}, ${sign}${amount}, ${operand})`, ' interval')
  }

  /** Names that stand for something else. True if it was one of them. */
  const special = (name: string): boolean => {
    const open = at(1)?.value === '('
    if (name.startsWith('p_occurs_') && open) {
      const end = closing(parts, index + 1)
      const given = separated(parts.slice(index + 2, end)).map(argument => ({
        parts: argument,
        text: textOf(translated(argument, names, now, columns)),
      }))
      const condition = expandMacro(name, given, now)
      if (condition === undefined) throw new SqlError(`Unknown macro ${name}`)
      out.push(condition)
      index = end + 1
    } else if ((name === 'cast' || name === 'try_cast') && open) {
      const end = closing(parts, index + 1)
      const as = parts.findLastIndex((part, position) => position < end && part.value === 'as')
      out.push(ready(`cast_as(${textOf(inner(index + 2, as))}, ${literal(parts[as + 1]?.value ?? '')})`))
      index = end + 1
    } else if (name === 'extract' && open && word(3) === 'from') {
      out.push(ready(`date_part(${literal(word(2) ?? '')},`))
      const end = closing(parts, index + 1)
      out.push(...inner(index + 4, end), ready(')'))
      index = end + 1
    } else if (timeFunctions.has(name) && open && word(2) !== undefined) {
      out.push(ready(`${name}(`.slice(0, -1)), ready('('), ready(literal(word(2) ?? '')))
      const end = closing(parts, index + 1)
      out.push(...inner(index + 3, end), ready(')'))
      index = end + 1
    } else if (componentFunctions.has(name) && open) {
      const end = closing(parts, index + 1)
      out.push(ready(`date_part(${literal(name)}, ${textOf(inner(index + 2, end))})`))
      index = end + 1
    } else if (name === 'flatten' && open && word(2) === 'input') {
      const end = closing(parts, index + 1)
      out.push(ready(`json_each(${textOf(inner(index + 4, end))})`))
      index = end + 1
    } else if (['current_timestamp', 'sysdate', 'localtimestamp', 'current_date'].includes(name)) {
      out.push(ready(name === 'current_date' ? "date_trunc('day', present())" : 'present()'))
      index += open && at(2)?.value === ')' ? 3 : 1
    } else if (name === 'approx_count_distinct' && open) {
      out.push(ready('COUNT'), { kind: 'symbol', text: '(', value: '(' }, ready('DISTINCT'))
      index += 2
    } else if (name === 'interval' && at(1)?.kind === 'string') interval()
    else if (name === 'lateral' || (['timestamp', 'date'].includes(name) && at(1)?.kind === 'string')) index++
    else return false
    return true
  }

  while (index < parts.length) {
    const part = parts[index]
    if (part === undefined) break
    if (tableIsDue && (part.kind === 'word' || part.kind === 'quoted') && at(1)?.value !== '(') {
      tableIsDue = false
      if (part.value !== 'lateral' && part.value !== 'select') {
        const { written, length } = tableAt(parts, index, names)
        out.push(written)
        index += length
        continue
      }
    }
    tableIsDue = false
    if (part.value === ':' || part.value === '[') path()
    else if (part.value === '::') castTo()
    else if (part.kind === 'word' && special(part.value)) continue
    else if (part.kind === 'word' && at(1)?.value === '.' && word(2) === 'public') index += 4
    else {
      if (part.value === '(') inFrom.push(false)
      if (part.value === ')') inFrom.pop()
      if (part.kind === 'word' && part.value === 'from') inFrom[inFrom.length - 1] = true
      if (part.kind === 'word' && endOfFrom.has(part.value)) inFrom[inFrom.length - 1] = false
      tableIsDue =
        (part.kind === 'word' && (part.value === 'from' || part.value === 'join')) ||
        (part.value === ',' && inFrom.at(-1) === true)
      const text = part.kind === 'string' ? literal(normalized(part.value)) : undefined
      const name = part.kind === 'word' ? renamed[part.value] : undefined
      out.push({ ...part, text: text ?? name ?? part.text })
      index++
    }
  }
  return out
}

/** Translates a query of Snowflake and Panther for SQLite. */
export const translate = (
  sql: string,
  where: { database: string; has: (full: string) => boolean; now: number },
): Translation => {
  const parts = lex(sql)
  while (parts.at(-1)?.value === ';') parts.pop()
  const [first] = parts
  if (first === undefined) throw new SqlError('Empty SQL statement.')
  if (first.value !== 'select' && first.value !== 'with')
    throw new SqlError(`unsupported statement '${first.text.toUpperCase()}': only SELECT is allowed.`)
  if (parts.some(({ value, kind }) => kind === 'symbol' && value === ';'))
    throw new SqlError('only one statement is allowed.')
  if (parts.some(({ value, kind }) => kind === 'word' && value === 'recursive'))
    throw new SqlError('recursive common table expressions are not supported.')
  const columns = new Map<string, string>()
  const names: Names = { database: where.database, has: where.has, common: commonTables(parts) }
  return { sql: textOf(translated(parts, names, where.now, columns)), columns }
}
