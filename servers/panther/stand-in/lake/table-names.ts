import { ready, type Sql } from './lexer.ts'
import { SqlError } from './sql-error.ts'

/** Words that may follow the name of a table without being its alias. */
const notAliases = new Set(
  'where group order having limit join left right inner full cross on union except intersect as using natural offset lateral qualify window'.split(
    ' ',
  ),
)

/** Names of common table expressions: `WITH name AS (`. */
export const commonTables = (parts: Sql[]) =>
  new Set(
    parts.flatMap((part, index) => {
      const before = parts[index - 1]?.value
      const isName = parts[index + 1]?.value === 'as' && parts[index + 2]?.value === '('
      return isName && (before === 'with' || before === ',') ? [part.value] : []
    }),
  )

export type Names = {
  /** Whether there is such a table: `panther_logs.public.aws_cloudtrail`. */
  has(full: string): boolean
  /** Where a table is looked for that is named without a database. */
  database: string
  common: Set<string>
}

const fullName = (names: string[], { database }: Names) => {
  const [one = '', two = '', three = ''] = names
  if (names.length === 1) return `${database}.public.${one}`
  if (names.length === 2) return one === 'public' ? `${database}.public.${two}` : `${one}.public.${two}`
  return `${one}.${two}.${three}`
}

/** Reads the name of a table where one is due: what to write for it, and how many parts it took. */
export const tableAt = (parts: Sql[], start: number, names: Names): { written: Sql; length: number } => {
  const path: string[] = []
  let index = start
  for (;;) {
    const part = parts[index]
    if (part === undefined) break
    path.push(part.value.toLowerCase())
    if (parts[index + 1]?.value !== '.') break
    index += 2
  }
  const length = index - start + 1
  const [only = ''] = path
  if (path.length === 1 && names.common.has(only)) return { written: ready(only), length }
  const full = fullName(path, names)
  if (!names.has(full)) throw new SqlError(`Object '${full.toUpperCase()}' does not exist or not authorized.`)
  const next = parts[index + 1]
  const aliased =
    next !== undefined &&
    (next.value === 'as' || next.kind === 'quoted' || (next.kind === 'word' && !notAliases.has(next.value)))
  return { written: ready(`"${full}"${aliased ? '' : ` AS "${path.at(-1)}"`}`), length }
}
