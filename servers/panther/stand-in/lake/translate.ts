import { lex, literal, type Sql } from './lexer.ts'
import { normalized } from './moments.ts'
import { textOf } from './parts.ts'
import { postfix } from './postfix.ts'
import { type Context, Rewriter } from './rewriter.ts'
import { SqlError } from './sql-error.ts'
import { commonTables, tableAt } from './table-names.ts'
import { rewriteWord } from './words.ts'

/** Words that are called differently in SQLite. */
const renamed: Record<string, string> = {
  iff: 'iif',
  nvl: 'ifnull',
  listagg: 'group_concat',
  any_value: 'max',
  len: 'length',
  ilike: 'MATCH',
  rlike: 'REGEXP',
}

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

/** Knows where the name of a table is due: behind FROM, JOIN, and the commas of FROM. */
const createFrom = () => {
  const within = [false]
  let due = false
  return {
    due: () => due,
    rewritten() {
      due = false
    },
    pass({ kind, value }: Sql) {
      if (value === '(') within.push(false)
      if (value === ')') within.pop()
      const word = kind === 'word' ? value : undefined
      if (word === 'from') within[within.length - 1] = true
      if (word !== undefined && endOfFrom.has(word)) within[within.length - 1] = false
      due = word === 'from' || word === 'join' || (value === ',' && within.at(-1) === true)
    },
  }
}

const table = (rewriter: Rewriter) => {
  const part = rewriter.at(0)
  const isName = part?.kind === 'quoted' || (part?.kind === 'word' && part.value !== 'lateral')
  if (!isName || rewriter.is(1, '(')) return false
  const { written, length } = tableAt(rewriter.parts, rewriter.index, rewriter.context.names)
  rewriter.out.push(written)
  rewriter.index += length
  return true
}

/** `database.public.` in front of `table.column`. */
const qualifier = (rewriter: Rewriter) => {
  if (rewriter.word(0) === undefined || !rewriter.is(1, '.') || rewriter.word(2) !== 'public') return false
  rewriter.index += 4
  return true
}

const copied = (part: Sql): Sql => {
  if (part.kind === 'string') return { ...part, text: literal(normalized(part.value)) }
  return part.kind === 'word' ? { ...part, text: renamed[part.value] ?? part.text } : part
}

const translated = (parts: Sql[], context: Context): Sql[] => {
  const rewriter = new Rewriter(parts, context)
  const from = createFrom()
  for (let part = rewriter.at(0); part !== undefined; part = rewriter.at(0)) {
    const isTable = from.due() && table(rewriter)
    if (isTable || postfix(rewriter) || rewriteWord(rewriter) || qualifier(rewriter)) from.rewritten()
    else {
      from.pass(part)
      rewriter.out.push(copied(part))
      rewriter.index++
    }
  }
  return rewriter.out
}

const checked = (parts: Sql[]) => {
  while (parts.at(-1)?.value === ';') parts.pop()
  const [first] = parts
  if (first === undefined) throw new SqlError('Empty SQL statement.')
  if (first.value !== 'select' && first.value !== 'with')
    throw new SqlError(`unsupported statement '${first.text.toUpperCase()}': only SELECT is allowed.`)
  if (parts.some(({ value, kind }) => kind === 'symbol' && value === ';'))
    throw new SqlError('only one statement is allowed.')
  if (parts.some(({ value, kind }) => kind === 'word' && value === 'recursive'))
    throw new SqlError('recursive common table expressions are not supported.')
  return parts
}

/** Translates a query of Snowflake and Panther for SQLite, and says what its columns were called. */
export const translate = (
  sql: string,
  { database, has, now }: { database: string; has: (full: string) => boolean; now: number },
) => {
  const parts = checked(lex(sql))
  const columns = new Map<string, string>()
  const names = { database, has, common: commonTables(parts) }
  return { sql: textOf(translated(parts, { names, now, columns, translate: translated })), columns }
}
