import { isoTime } from '../data/time.ts'
import { connectionOf } from '../http/page.ts'
import { HttpError } from '../http/reply.ts'
import type { TableInfo } from '../lake/engine.ts'
import type { LakeQuery } from '../lake/queries.ts'
import { databases } from '../lake/tables.ts'
import type { State } from '../state.ts'
import { field } from './root.ts'
import { pageSize, tokenView } from './views.ts'

type Paged = { pageSize?: number | null; cursor?: string | null }

const tableView = ({ name, description, logType, columns }: TableInfo) => ({
  name,
  displayName: name,
  description,
  logType,
  columns: Object.entries(columns).map(([column, type]) => ({ name: column, type, description: null })),
  numMatches: null,
})

const bare = (database: string) => database.toLowerCase().replace(/\.public$/, '')

const tablesIn = ({ lake }: State, database: string) => {
  if (databases[bare(database)] === undefined) throw new HttpError(404, `database ${database} not found`)
  return lake.tables().filter(table => table.database === bare(database))
}

const databaseView = (state: State, name: string) => ({
  name: `${bare(name)}.public`,
  description: databases[bare(name)],
  tables: () => tablesIn(state, name).map(tableView),
})

const resultsView = (
  { id, result, completedAt = 0, startedAt }: LakeQuery,
  input: Paged | null | undefined,
) => {
  if (result === undefined) return null
  const rows = result.rows.map((node, index) => ({ node, index }))
  const { edges, pageInfo } = connectionOf(rows, {
    scope: `results ${id}`,
    idOf: ({ index }) => `${index}`,
    limit: pageSize(input?.pageSize, 999, 999),
    cursor: input?.cursor ?? undefined,
  })
  return {
    edges: edges.map(({ node: { node, index } }) => ({ id: `${index}`, node })),
    pageInfo,
    columnInfo: { order: result.order, types: result.types },
    stats: {
      bytesScanned: result.bytesScanned,
      executionTime: completedAt - startedAt,
      rowCount: result.rows.length,
    },
    tryAgain: false,
  }
}

const queryView = (state: State, query: LakeQuery) => ({
  id: query.id,
  name: null,
  sql: query.sql,
  status: query.status,
  message: query.message,
  isScheduled: false,
  issuedBy: tokenView(state, query.issuedBy),
  startedAt: isoTime(query.startedAt),
  completedAt: query.completedAt === undefined ? null : isoTime(query.completedAt),
  results: ({ input }: { input?: Paged | null }) => resultsView(query, input),
  children: [],
})

type QueriesInput = Paged & {
  contains?: string | null
  status?: string[] | null
  isScheduled?: boolean | null
  sortDir?: 'ascending' | 'descending' | null
  startedAtAfter?: string | null
  startedAtBefore?: string | null
}

const listQueries = (state: State, input: QueriesInput | null | undefined) => {
  const all = state.lake.all()
  const after = input?.startedAtAfter ? Date.parse(input.startedAtAfter) : 0
  const before = input?.startedAtBefore ? Date.parse(input.startedAtBefore) : Number.POSITIVE_INFINITY
  const { edges, pageInfo } = connectionOf(input?.sortDir === 'ascending' ? all.toReversed() : all, {
    scope: 'lake queries',
    idOf: ({ id }) => id,
    matches: ({ sql, status, startedAt }) =>
      sql.includes(input?.contains ?? '') &&
      (input?.status?.includes(status) ?? true) &&
      input?.isScheduled !== true &&
      startedAt >= after &&
      startedAt <= before,
    limit: pageSize(input?.pageSize, 25, 100),
    cursor: input?.cursor ?? undefined,
  })
  return { edges: edges.map(({ node }) => ({ node: queryView(state, node) })), pageInfo }
}

export const lakeFields = {
  dataLakeDatabases: field<object>(['DataAnalyticsRead'], (_, state) =>
    Object.keys(databases).map(name => databaseView(state, name)),
  ),
  dataLakeDatabase: field<{ name: string }>(['DataAnalyticsRead'], ({ name }, state) => {
    tablesIn(state, name)
    return databaseView(state, name)
  }),
  dataLakeDatabaseTables: field<{ input: Paged & { databaseName: string } }>(
    ['DataAnalyticsRead'],
    ({ input }, state) => {
      const { edges, pageInfo } = connectionOf(tablesIn(state, input.databaseName), {
        scope: `tables ${bare(input.databaseName)}`,
        idOf: ({ name }) => name,
        limit: pageSize(input.pageSize, 25, 100),
        cursor: input.cursor ?? undefined,
      })
      return { edges: edges.map(({ node }) => ({ node: tableView(node) })), pageInfo }
    },
  ),
  dataLakeDatabaseTable: field<{ input: { databaseName: string; tableName: string } }>(
    ['DataAnalyticsRead'],
    ({ input: { databaseName, tableName } }, state) => {
      const name = tableName.toLowerCase()
      const found = tablesIn(state, databaseName).find(
        table => table.name === name || table.logType?.toLowerCase() === name,
      )
      if (found === undefined) throw new HttpError(404, `table ${tableName} not found`)
      return tableView(found)
    },
  ),
  dataLakeQuery: field<{ id: string }>(['DataAnalyticsRead'], ({ id }, state) => {
    const query = state.lake.find(id)
    if (query === undefined) throw new HttpError(404, `query ${id} not found`)
    return queryView(state, query)
  }),
  dataLakeQueries: field<{ input?: QueriesInput | null }>(['DataAnalyticsRead'], ({ input }, state) =>
    listQueries(state, input),
  ),
}

export const lakeMutations = {
  executeDataLakeQuery: field<{ input: { sql: string; databaseName: string } }>(
    ['DataAnalyticsRead'],
    ({ input: { sql, databaseName } }, state, caller) => {
      const id = state.lake.execute(sql, databaseName, caller)
      state.journal.wrote({ at: state.now(), kind: 'query.execute', ids: [id] })
      return { id }
    },
  ),
  cancelDataLakeQuery: field<{ input: { id: string } }>(['DataAnalyticsRead'], ({ input: { id } }, state) => {
    const query = state.lake.find(id)
    if (query === undefined) throw new HttpError(404, `query ${id} not found`)
    if (!state.lake.cancel(id))
      throw new HttpError(400, `query ${id} is ${query.status}: it cannot be cancelled`)
    state.journal.wrote({ at: state.now(), kind: 'query.cancel', ids: [id] })
    return { id }
  }),
}
