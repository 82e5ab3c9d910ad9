import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { idOf, open } from '../stand-in.fixtures.ts'

const execute =
  'mutation Run($input: ExecuteDataLakeQueryInput!) { executeDataLakeQuery(input: $input) { id } }'
const cancel =
  'mutation Stop($input: CancelDataLakeQueryInput!) { cancelDataLakeQuery(input: $input) { id } }'
const look = `query Look($id: ID!, $page: DataLakeQueryResultsInput) {
  dataLakeQuery(id: $id) {
    status message completedAt issuedBy { ... on APIToken { name } }
    results(input: $page) {
      edges { id node } pageInfo { hasNextPage endCursor } columnInfo { order types } stats { rowCount bytesScanned }
    }
  }
}`

describe('the data lake', () => {
  it('runs a query, and gives its rows page by page', async () => {
    const { graphql } = await open({ queryMs: 0 })
    const sql =
      "SELECT eventname, COUNT(*) AS calls FROM aws_cloudtrail WHERE p_occurs_since('30 d') GROUP BY eventname ORDER BY calls DESC"
    const id = idOf(await graphql(execute, { input: { sql } }))
    const first = await graphql(look, { id, page: { pageSize: 2 } })
    expect(first).toMatchObject({
      data: {
        dataLakeQuery: {
          status: 'succeeded',
          issuedBy: { name: 'full' },
          results: {
            edges: [{ node: { eventname: expect.any(String), calls: expect.any(Number) } }, {}],
            pageInfo: { hasNextPage: true },
            columnInfo: { order: ['eventname', 'calls'], types: { eventname: 'VARCHAR', calls: 'NUMBER' } },
          },
        },
      },
    })
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(first))?.[1]
    expect(await graphql(look, { id, page: { pageSize: 1, cursor } })).toMatchObject({
      data: { dataLakeQuery: { results: { edges: [{ id: '2' }] } } },
    })
  })

  it('refuses the cursor of another query', async () => {
    const { graphql } = await open({ queryMs: 0 })
    const sql = 'SELECT 1 AS it UNION ALL SELECT 2 UNION ALL SELECT 3'
    const [one, other] = [
      idOf(await graphql(execute, { input: { sql } })),
      idOf(await graphql(execute, { input: { sql } })),
    ]
    const page = JSON.stringify(await graphql(look, { id: one, page: { pageSize: 1 } }))
    const cursor = /"endCursor":"([^"]+)"/.exec(page)?.[1]
    expect(await graphql(look, { id: other, page: { cursor } })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    })
  })

  it('runs for a while, and is cancelled', async () => {
    const { graphql, standIn } = await open()
    const id = idOf(await graphql(execute, { input: { sql: 'SELECT SYSTEM$WAIT(60)' } }))
    expect(await graphql(look, { id })).toMatchObject({
      data: { dataLakeQuery: { status: 'running', completedAt: null, results: null } },
    })
    expect(await graphql(cancel, { input: { id } })).toEqual({ data: { cancelDataLakeQuery: { id } } })
    expect(await graphql(look, { id })).toMatchObject({ data: { dataLakeQuery: { status: 'cancelled' } } })
    expect(await graphql(cancel, { input: { id } })).toMatchObject({
      errors: [{ message: expect.stringContaining('cannot be cancelled') }],
    })
    expect(standIn.lakeQueries()).toMatchObject([{ id, status: 'cancelled' }])
  })

  it('ends by itself', async () => {
    const { graphql } = await open({ queryMs: 30 })
    const id = idOf(await graphql(execute, { input: { sql: 'SELECT 1 AS one' } }))
    await setTimeout(40)
    expect(await graphql(look, { id })).toMatchObject({
      data: { dataLakeQuery: { status: 'succeeded', results: { edges: [{ node: { one: 1 } }] } } },
    })
  })

  it.each([
    ['SELECT * FROM panther_logs.public.none', "Object 'PANTHER_LOGS.PUBLIC.NONE' does not exist"],
    ['SELECT none FROM aws_cloudtrail', "invalid identifier 'NONE'"],
    ['DELETE FROM aws_cloudtrail', 'only SELECT'],
  ])('fails with a message: %s', async (sql, message) => {
    const { graphql } = await open({ queryMs: 0 })
    const id = idOf(await graphql(execute, { input: { sql } }))
    expect(await graphql(look, { id })).toMatchObject({
      data: { dataLakeQuery: { status: 'failed', message: expect.stringContaining(message), results: null } },
    })
  })

  it('knows its databases, tables and columns', async () => {
    const { graphql } = await open()
    const tables = `query T($input: DataLakeDatabaseTablesInput!) { dataLakeDatabaseTables(input: $input) {
      edges { node { name logType } } pageInfo { hasNextPage } } }`
    expect(await graphql('{ dataLakeDatabases { name } }')).toMatchObject({
      data: { dataLakeDatabases: expect.arrayContaining([{ name: 'panther_logs.public' }]) },
    })
    expect(
      await graphql(tables, { input: { databaseName: 'panther_logs.public', pageSize: 2 } }),
    ).toMatchObject({
      data: {
        dataLakeDatabaseTables: {
          edges: [{ node: { name: 'aws_cloudtrail' } }, {}],
          pageInfo: { hasNextPage: true },
        },
      },
    })
    expect(await graphql(tables, { input: { databaseName: 'none' } })).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    })
    const columns =
      'query C($input: DataLakeDatabaseTableInput!) { dataLakeDatabaseTable(input: $input) { columns { name type } } }'
    const input = { databaseName: 'panther_logs.public', tableName: 'AWS.CloudTrail' }
    expect(await graphql(columns, { input })).toMatchObject({
      data: {
        dataLakeDatabaseTable: {
          columns: expect.arrayContaining([{ name: 'p_event_time', type: 'TIMESTAMP_NTZ' }]),
        },
      },
    })
  })

  it('lists its queries', async () => {
    const { graphql } = await open()
    await graphql(execute, { input: { sql: 'SELECT SYSTEM$WAIT(60)' } })
    const list =
      'query L($input: DataLakeQueriesInput) { dataLakeQueries(input: $input) { edges { node { sql status } } } }'
    expect(await graphql(list, { input: { status: ['running'] } })).toMatchObject({
      data: { dataLakeQueries: { edges: [{ node: { status: 'running' } }] } },
    })
    expect(await graphql(list, { input: { status: ['failed'] } })).toMatchObject({
      data: { dataLakeQueries: { edges: [] } },
    })
  })
})
