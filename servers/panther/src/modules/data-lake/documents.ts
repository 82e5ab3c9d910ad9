import { z } from 'zod'
import { repeatable } from '../../client/document.ts'
import { text } from '../../shapes.ts'

/** Statements only read, so starting one a second time changes nothing. */
export const executeQuery = repeatable<{ input: { sql: string; databaseName: string } }>()(
  `mutation ExecuteQuery($input: ExecuteDataLakeQueryInput!) {
    executeDataLakeQuery(input: $input) { id }
  }`,
  z.object({ executeDataLakeQuery: z.object({ id: z.string().min(1) }) }),
)

export const results = z.object({
  edges: z.array(z.object({ node: z.looseObject({}) })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
  columnInfo: z.object({ order: z.array(z.string()), types: z.looseObject({}).nullish() }),
  stats: z.object({ bytesScanned: z.number(), executionTime: z.number(), rowCount: z.number() }),
  tryAgain: z.boolean().nullish(),
})

export const readQuery = repeatable<{
  id: string
  resultsInput: { pageSize: number; cursor: string | null }
}>()(
  `query ReadQuery($id: ID!, $resultsInput: DataLakeQueryResultsInput) {
    dataLakeQuery(id: $id, root: false) {
      id
      status
      message
      results(input: $resultsInput) {
        edges { node }
        pageInfo { hasNextPage endCursor }
        columnInfo { order types }
        stats { bytesScanned executionTime rowCount }
        tryAgain
      }
    }
  }`,
  z.object({
    dataLakeQuery: z.object({
      id: z.string(),
      status: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
      message: text,
      results: results.nullish(),
    }),
  }),
)

/** One that has ended stays as it is. */
export const cancelQuery = repeatable<{ input: { id: string } }>()(
  `mutation CancelQuery($input: CancelDataLakeQueryInput!) {
    cancelDataLakeQuery(input: $input) { id }
  }`,
  z.object({ cancelDataLakeQuery: z.object({ id: z.string() }) }),
)

export const listDatabasesQuery = repeatable<Record<never, never>>()(
  'query ListDatabases { dataLakeDatabases { name description } }',
  z.object({ dataLakeDatabases: z.array(z.object({ name: z.string(), description: text })) }),
)

export const listTablesQuery = repeatable<{
  input: { databaseName: string; pageSize: number; cursor?: string }
}>()(
  `query ListTables($input: DataLakeDatabaseTablesInput!) {
    dataLakeDatabaseTables(input: $input) {
      edges { node { name description logType } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({
    dataLakeDatabaseTables: z.object({
      edges: z.array(z.object({ node: z.object({ name: z.string(), description: text, logType: text }) })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
    }),
  }),
)

export const describeTableQuery = repeatable<{ input: { databaseName: string; tableName: string } }>()(
  `query DescribeTable($input: DataLakeDatabaseTableInput!) {
    dataLakeDatabaseTable(input: $input) {
      name
      displayName
      description
      logType
      columns { name type description }
    }
  }`,
  z.object({
    dataLakeDatabaseTable: z.object({
      name: z.string(),
      displayName: text,
      description: text,
      logType: text,
      columns: z.array(z.object({ name: z.string(), type: text, description: text })),
    }),
  }),
)
