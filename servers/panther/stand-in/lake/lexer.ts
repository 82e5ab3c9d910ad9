import { SqlError } from './sql-error.ts'

export type Sql = {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'ready'
  /** As it is written into the SQL for SQLite. */
  text: string
  /** What it means: the name without quotes, the string without escapes. */
  value: string
}

const pattern =
  /(?<space>\s+|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<word>[A-Za-z_][\w$]*)|(?<quoted>"(?:[^"]|"")*")|(?<string>'(?:[^'\\]|''|\\[\s\S])*')|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<symbol>::|=>|\|\||<=|>=|<>|!=|[-+*/%(),.;:[\]<>=?])/gy

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0' }

const unescaped = (literal: string) =>
  literal
    .slice(1, -1)
    .replace(/''|\\([\s\S])/g, (both, escaped?: string) =>
      escaped === undefined ? (both === "''" ? "'" : both) : (escapes[escaped] ?? escaped),
    )

/** A string as SQLite wants it. */
export const literal = (value: string) => `'${value.replaceAll("'", "''")}'`

export const ready = (text: string): Sql => ({ kind: 'ready', text, value: text })

/** Splits a query into its parts, without spaces and comments. */
export const lex = (sql: string): Sql[] => {
  const parts: Sql[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < sql.length) {
    const at = pattern.lastIndex
    const groups = pattern.exec(sql)?.groups
    if (groups === undefined) throw new SqlError(`syntax error at position ${at} unexpected '${sql[at]}'.`)
    const { space, word, quoted, string, number, symbol } = groups
    if (space !== undefined) continue
    if (word !== undefined) parts.push({ kind: 'word', text: word, value: word.toLowerCase() })
    else if (quoted !== undefined)
      parts.push({ kind: 'quoted', text: quoted, value: quoted.slice(1, -1).replaceAll('""', '"') })
    else if (string !== undefined) {
      const value = unescaped(string)
      parts.push({ kind: 'string', text: literal(value), value })
    } else if (number !== undefined) parts.push({ kind: 'number', text: number, value: number })
    else if (symbol !== undefined) parts.push({ kind: 'symbol', text: symbol, value: symbol })
  }
  return parts
}
