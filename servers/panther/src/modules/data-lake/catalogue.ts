import { ToolError, tool } from 'plinth'
import { z } from 'zod'
import { all, items } from '../../client/pages.ts'
import { type Access, reads } from '../../guards.ts'
import { id } from '../../inputs.ts'
import { text } from '../../shapes.ts'
import { describeTableQuery, listDatabasesQuery, listTablesQuery } from './documents.ts'

const PAGE_SIZE = 100

export const listDatabases = (access: Access) =>
  tool(
    'list_databases',
    {
      title: 'List databases',
      description: 'Lists the databases of the data lake',
      ...reads(access, 'DataAnalyticsRead'),
      output: z.object({
        databases: z.array(z.object({ name: z.string(), description: text })),
        stats: z.object({ database_count: z.number() }),
      }),
    },
    async (_, ctx) => {
      const { dataLakeDatabases } = await access.panther.graphql(ctx, listDatabasesQuery, {})
      return { databases: dataLakeDatabases, stats: { database_count: dataLakeDatabases.length } }
    },
  )

const table = z.object({ name: z.string(), description: text, log_type: text, database: z.string() })

export const listDatabaseTables = (access: Access) =>
  tool(
    'list_database_tables',
    {
      title: 'List tables',
      description: 'Lists all tables of a database, which list_databases names',
      ...reads(access, 'DataAnalyticsRead'),
      input: z.object({ database: id('The name of the database, such as panther_logs.public') }),
      output: z.object({ tables: z.array(table), stats: z.object({ table_count: z.number() }) }),
    },
    async ({ database }, ctx) => {
      const missing = `database ${JSON.stringify(database)}`
      const walk = items(async cursor => {
        const input = {
          databaseName: database,
          pageSize: PAGE_SIZE,
          ...(cursor === undefined ? {} : { cursor }),
        }
        const page = await access.panther.graphql(ctx, listTablesQuery, { input }, { missing })
        const { edges, pageInfo } = page.dataLakeDatabaseTables
        return {
          items: edges.map(({ node }) => node),
          next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined,
        }
      })
      const tables = (await all(walk)).map(({ name, description, logType }) => ({
        name,
        description,
        log_type: logType,
        database,
      }))
      return { tables, stats: { table_count: tables.length } }
    },
  )

const column = z.object({ name: z.string(), type: text, description: text })

export const getTableSchema = (access: Access) =>
  tool(
    'get_table_schema',
    {
      title: 'Get the columns of a table',
      description:
        'Gives the columns of a table and their types. What is inside of objects and arrays, and which fields the p_any ' +
        'columns take, tells get_log_type_schema_details.',
      ...reads(access, 'DataAnalyticsRead'),
      input: z.object({
        database_name: id('The name of the database, such as panther_logs.public'),
        table_name: id('The name of the table, such as aws_cloudtrail'),
      }),
      output: z.object({
        name: z.string(),
        display_name: text,
        description: text,
        log_type: text,
        columns: z.array(column),
        stats: z.object({ column_count: z.number() }),
      }),
    },
    async ({ database_name, table_name }, ctx) => {
      const input = { databaseName: database_name, tableName: table_name }
      const missing = `table ${JSON.stringify(`${database_name}.${table_name}`)}`
      const { dataLakeDatabaseTable } = await access.panther.graphql(
        ctx,
        describeTableQuery,
        { input },
        { missing },
      )
      const { name, displayName, description, logType, columns } = dataLakeDatabaseTable
      if (columns.length === 0)
        throw new ToolError(`The ${missing} has no columns`, {
          code: 'NOT_FOUND',
          suggestion: 'list_database_tables tells which tables there are',
        })
      return {
        name,
        display_name: displayName,
        description,
        log_type: logType,
        columns,
        stats: { column_count: columns.length },
      }
    },
  )
