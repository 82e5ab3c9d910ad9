import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'
import type { Json } from '../data/types.ts'
import type { World } from '../data/world.ts'
import { addFunctions } from './functions.ts'
import { SqlError, sqlError } from './sql-error.ts'
import { databases, type Table, tablesOf, views } from './tables.ts'
import { translate } from './translate.ts'

export type Row = Record<string, Json>
export type Result = { rows: Row[]; order: string[]; types: Record<string, string>; bytesScanned: number }
export type TableInfo = Omit<Table, 'rows'>

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const stored = (value: Json | undefined): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' ? JSON.stringify(value) : value
}

const fullName = ({ database, name }: Pick<Table, 'database' | 'name'>) => `${database}.public.${name}`

const create = (engine: DatabaseSync, table: TableInfo) => {
  const columns = Object.entries(table.columns).map(([name, type]) => `${quoted(name)} ${type}`)
  engine.exec(`CREATE TABLE ${quoted(fullName(table))} (${columns.join(', ')})`)
}

const fill = (engine: DatabaseSync, table: Table) => {
  const names = Object.keys(table.columns)
  const insert = engine.prepare(
    `INSERT INTO ${quoted(fullName(table))} VALUES (${names.map(() => '?').join(', ')})`,
  )
  const rows = table.rows()
  for (const row of rows) insert.run(...names.map(name => stored(row[name])))
  return rows.length
}

const withJson = (value: string): Json => {
  if (!/^[[{"]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const shown = (value: SQLOutputValue, type: string | null): Json => {
  if (value === null) return null
  if (typeof value === 'string') return type === 'VARCHAR' ? value : withJson(value)
  if (typeof value === 'number') return type === 'BOOLEAN' ? value === 1 : value
  return `${value}`
}

const typeOf = (value: Json | undefined) => {
  if (Array.isArray(value)) return 'ARRAY'
  if (typeof value === 'object' && value !== null) return 'OBJECT'
  if (typeof value === 'number') return 'NUMBER'
  if (typeof value === 'boolean') return 'BOOLEAN'
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:/.test(value) ? 'TIMESTAMP_NTZ' : 'VARCHAR'
}

/** A column as it is called in results: expressions without a name are called as they are written. */
const nameOf = (column: string) => column.toLowerCase().replaceAll(/ *([().]) */g, '$1')

/** The data lake: tables of the world in SQLite, asked in the SQL of Snowflake. */
export const createEngine = (world: World, now: () => number) => {
  const tables = tablesOf(world)
  const engine = new DatabaseSync(':memory:')
  addFunctions(engine, now)
  for (const table of tables) create(engine, table)
  const infos: TableInfo[] = tables.map(({ rows: _, ...info }) => info)
  const members = new Map<string, Table[]>()
  for (const [name, of, columns, description] of views) {
    const view = { database: 'panther_views', name, description, logType: null, columns }
    const list = Object.keys(columns).map(quoted).join(', ')
    const parts = tables.filter(({ database }) => database === of)
    const union = parts.map(table => `SELECT ${list} FROM ${quoted(fullName(table))}`).join(' UNION ALL ')
    engine.exec(`CREATE VIEW ${quoted(fullName(view))} AS ${union}`)
    members.set(fullName(view), parts)
    infos.push(view)
  }

  const filled = new Map<string, number>()
  /** Fills the tables of a query that are still empty; gives the number of rows that it reads. */
  const prepared = (translated: string) => {
    const named = tables.filter(table => translated.includes(quoted(fullName(table))))
    const viewed = [...members].flatMap(([view, parts]) => (translated.includes(quoted(view)) ? parts : []))
    let rows = 0
    engine.exec('PRAGMA query_only = 0; BEGIN')
    for (const table of [...named, ...viewed]) {
      const amount = filled.get(fullName(table)) ?? fill(engine, table)
      filled.set(fullName(table), amount)
      rows += amount
    }
    engine.exec('COMMIT; PRAGMA query_only = 1')
    return rows
  }

  const known = new Set(infos.map(fullName))

  const run = (sql: string, database: string): Result => {
    const name = database.toLowerCase().replace(/\.public$/, '')
    if (databases[name] === undefined)
      throw new SqlError(`Database '${database.toUpperCase()}' does not exist or not authorized.`)
    const { sql: translated, columns: sources } = translate(sql, {
      database: name,
      has: full => known.has(full),
      now: now(),
    })
    const scanned = prepared(translated)
    const statement = engine.prepare(translated)
    statement.setReturnArrays(true)
    const columns = statement.columns().map(column => ({
      name: nameOf(sources.get(column.name) ?? column.name),
      type: column.type,
    }))
    // With `setReturnArrays` rows are arrays, which the types do not know.
    const values: unknown[] = statement.all()
    const rows = values.map(row =>
      Object.fromEntries(
        columns.map(({ name: column, type }, index) => [
          column,
          shown(Array.isArray(row) ? row[index] : null, type),
        ]),
      ),
    )
    const types = Object.fromEntries(
      columns.map(({ name: column, type }) => [
        column,
        type ?? typeOf(rows.find(row => row[column] !== null)?.[column]),
      ]),
    )
    return {
      rows,
      types,
      order: columns.map(column => column.name),
      bytesScanned: scanned * 700,
    }
  }

  return {
    tables: infos,
    /** Answers a query, or throws an error with the message of a failed one. */
    run(sql: string, database: string): Result {
      try {
        return run(sql, database)
      } catch (cause) {
        throw sqlError(cause)
      }
    },
    close: () => engine.close(),
  }
}

export type Engine = ReturnType<typeof createEngine>
