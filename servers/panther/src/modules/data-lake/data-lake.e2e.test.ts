import { describe, expect, it } from 'vitest'
import { openPanther } from '../../testing/harness.ts'

const WAITING = { sql: 'SELECT SYSTEM$WAIT(60)', timeout: 60 }

describe('query_data_lake', () => {
  it('gives the rows, their columns and what they cost', async () => {
    const { call, standIn } = await openPanther()
    const { email } = standIn.world.incident.actor
    const sql = `SELECT p_log_type, COUNT(*) AS events FROM panther_views.public.all_logs
      WHERE p_occurs_since('1 d') AND ARRAY_CONTAINS('${email}'::VARIANT, p_any_emails) GROUP BY 1 ORDER BY 2 DESC`
    const result = await call('query_data_lake', { sql })
    expect(result).toMatchObject({
      status: 'succeeded',
      has_next_page: false,
      next_cursor: null,
      results_truncated: false,
      stats: { row_count: result.rows_returned },
    })
    const rows = result.results as { p_log_type: string; events: number }[]
    expect(rows.map(row => row.p_log_type)).toContain('Okta.SystemLog')
    expect((result.column_info as { order: string[] }).order.map(name => name.toLowerCase())).toEqual([
      'p_log_type',
      'events',
    ])
  })

  it('gives all rows page by page, from one run', async () => {
    const { call, standIn } = await openPanther()
    const sql =
      "SELECT p_row_id FROM panther_logs.public.aws_cloudtrail WHERE p_occurs_since('3 d') ORDER BY p_row_id LIMIT 25"
    const first = await call('query_data_lake', { sql, max_rows: 10 })
    expect(first).toMatchObject({ rows_returned: 10, has_next_page: true, results_truncated: true })
    const second = await call('query_data_lake', { sql, max_rows: 10, cursor: first.next_cursor })
    const third = await call('query_data_lake', { sql, max_rows: 10, cursor: second.next_cursor })
    expect(third).toMatchObject({ rows_returned: 5, has_next_page: false, next_cursor: null })
    const rows = [first, second, third].flatMap(({ results }) => results as object[])
    expect(new Set(rows.map(row => JSON.stringify(row))).size).toBe(25)
    expect(standIn.lakeQueries()).toHaveLength(1)
    await expect(call('query_data_lake', { sql, cursor: 'made up' })).rejects.toThrow(/no cursor of a query/)
  })

  it('says what is wrong with a statement', async () => {
    const { call, standIn } = await openPanther()
    await expect(call('query_data_lake', { sql: 'SELECT * FROM aws_cloudtrail' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      suggestion: expect.stringContaining('p_occurs_since'),
    })
    expect(standIn.lakeQueries()).toEqual([])
    const sql = "SELECT nothing FROM aws_cloudtrail WHERE p_occurs_since('1 h')"
    await expect(call('query_data_lake', { sql })).rejects.toThrow(/not carried out: .*NOTHING/i)
  })

  it('is cancelled when it takes too long', async () => {
    const { call, standIn } = await openPanther()
    await expect(call('query_data_lake', { ...WAITING, timeout: 1 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    })
    expect(standIn.lakeQueries()).toMatchObject([{ status: 'cancelled' }])
  })

  it('is cancelled with the call, and tells how far it is', async () => {
    const { client, standIn } = await openPanther()
    const cancel = new AbortController()
    const told: number[] = []
    const running = client.client.callTool(
      { name: 'query_data_lake', arguments: WAITING },
      { signal: cancel.signal, onprogress: ({ progress }) => told.push(progress) },
    )
    await expect.poll(() => told.length).toBeGreaterThan(1)
    cancel.abort()
    await expect(running).rejects.toThrow()
    await expect.poll(() => standIn.lakeQueries()).toMatchObject([{ status: 'cancelled' }])
  })
})

it('a query is cancelled too whose call ended before it had begun', async () => {
  const { client, standIn } = await openPanther()
  standIn.fail({ kind: 'slow', delayMs: 200, route: 'executeDataLakeQuery' })
  const cancel = new AbortController()
  const running = client.client.callTool(
    { name: 'query_data_lake', arguments: WAITING },
    { signal: cancel.signal },
  )
  await expect.poll(() => standIn.requests().some(({ fault }) => fault === 'slow')).toBe(true)
  cancel.abort()
  await expect(running).rejects.toThrow()
  await expect.poll(() => standIn.lakeQueries()).toMatchObject([{ status: 'cancelled' }])
})

describe('get_alert_event_stats', () => {
  it('shows what alerts have in common', async () => {
    const { call, standIn } = await openPanther()
    const { alertIds, actor } = standIn.world.incident
    const result = await call('get_alert_event_stats', { alert_ids: alertIds, start_date: '2026-05-30' })
    expect(result.rows_returned).toBeGreaterThan(0)
    expect(JSON.stringify(result.results)).toContain(actor.ip)
    expect(standIn.lakeQueries()[0]?.sql).toContain(`IN ('${alertIds[0]}'`)
  })

  it.each([
    { alert_ids: ["x' OR '1'='1"] },
    { alert_ids: [] },
    { alert_ids: ['a'], time_window: 7 },
    { alert_ids: ['a'], start_date: "2024-01-01' --" },
  ])('refuses %j', async args => {
    const { call, standIn } = await openPanther()
    await expect(call('get_alert_event_stats', args)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(standIn.lakeQueries()).toEqual([])
  })
})

describe('what there is to query', () => {
  it('is listed: databases, all of their tables, and columns', async () => {
    const { call } = await openPanther()
    const { databases, stats } = await call('list_databases')
    const names = (databases as { name: string }[]).map(({ name }) => name)
    expect(names).toContain('panther_logs.public')
    expect(stats).toEqual({ database_count: names.length })

    const { tables } = await call('list_database_tables', { database: 'panther_logs.public' })
    expect(tables).toContainEqual(
      expect.objectContaining({
        name: 'aws_cloudtrail',
        log_type: 'AWS.CloudTrail',
        database: 'panther_logs.public',
      }),
    )

    const table = { database_name: 'panther_logs.public', table_name: 'aws_cloudtrail' }
    const schema = await call('get_table_schema', table)
    expect(schema).toMatchObject({ name: 'aws_cloudtrail', log_type: 'AWS.CloudTrail' })
    const columns = (schema.columns as { name: string }[]).map(({ name }) => name)
    expect(columns).toContain('p_event_time')
    expect(schema.stats).toEqual({ column_count: columns.length })
  })

  it('says what is not there', async () => {
    const { call } = await openPanther()
    await expect(call('list_database_tables', { database: 'nowhere.public' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('nowhere.public'),
    })
    const table = { database_name: 'panther_logs.public', table_name: 'nothing' }
    await expect(call('get_table_schema', table)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
