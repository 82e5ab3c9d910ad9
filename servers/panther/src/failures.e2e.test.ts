import { describe, expect, it } from 'vitest'
import { openPanther } from './testing/harness.ts'

const ID = 'a'.repeat(32)
const SQL = "SELECT 1 FROM panther_logs.public.aws_cloudtrail WHERE p_occurs_since('1 h')"

interface Case {
  readonly args?: Readonly<Record<string, unknown>>
  /** The first thing that it asks Panther for. */
  readonly route: string
  /** What people call the permissions that it needs. */
  readonly needs: string
  readonly scope: string
  readonly write?: true
}

const CASES: Readonly<Record<string, Case>> = {
  list_alerts: { route: 'GET /alerts', needs: 'Read Alerts', scope: 'alerts:read' },
  get_alert: { args: { alert_id: ID }, route: 'GET /alerts/:id', needs: 'Read Alerts', scope: 'alerts:read' },
  get_alert_events: {
    args: { alert_id: ID },
    route: 'GET /alerts/:id/events',
    needs: 'Read Alerts',
    scope: 'alerts:read',
  },
  list_alert_comments: {
    args: { alert_id: ID },
    route: 'GET /alert-comments',
    needs: 'Read Alerts',
    scope: 'alerts:read',
  },
  add_alert_comment: {
    args: { alert_id: ID, comment: 'x' },
    route: 'POST /alert-comments',
    needs: 'Manage Alerts',
    scope: 'alerts:write',
    write: true,
  },
  update_alert_status: {
    args: { alert_ids: [ID], status: 'CLOSED' },
    route: 'PATCH /alerts',
    needs: 'Manage Alerts',
    scope: 'alerts:write',
    write: true,
  },
  update_alert_assignee: {
    args: { alert_ids: [ID], assignee_id: 'u' },
    route: 'PATCH /alerts',
    needs: 'Manage Alerts',
    scope: 'alerts:write',
    write: true,
  },
  start_ai_alert_triage: {
    args: { alert_id: ID },
    route: 'aiSummarizeAlert',
    needs: 'Run Panther AI',
    scope: 'alerts:write',
    write: true,
  },
  get_ai_alert_triage_summary: {
    args: { alert_id: ID },
    route: 'aiInferenceStreamsMetadata',
    needs: 'Run Panther AI',
    scope: 'alerts:read',
  },
  query_data_lake: {
    args: { sql: SQL },
    route: 'executeDataLakeQuery',
    needs: 'Query Data Lake',
    scope: 'data-lake:read',
  },
  get_alert_event_stats: {
    args: { alert_ids: [ID] },
    route: 'executeDataLakeQuery',
    needs: 'Query Data Lake',
    scope: 'data-lake:read',
  },
  list_databases: { route: 'dataLakeDatabases', needs: 'Query Data Lake', scope: 'data-lake:read' },
  list_database_tables: {
    args: { database: 'panther_logs.public' },
    route: 'dataLakeDatabaseTables',
    needs: 'Query Data Lake',
    scope: 'data-lake:read',
  },
  get_table_schema: {
    args: { database_name: 'panther_logs.public', table_name: 'aws_cloudtrail' },
    route: 'dataLakeDatabaseTable',
    needs: 'Query Data Lake',
    scope: 'data-lake:read',
  },
  list_detections: { route: 'GET /rules', needs: 'View Rules', scope: 'detections:read' },
  get_detection: {
    args: { detection_id: 'x' },
    route: 'GET /rules/:id',
    needs: 'View Policies',
    scope: 'detections:read',
  },
  disable_detection: {
    args: { detection_id: 'Custom.AWS.Retired', confirm: true },
    route: 'PUT /rules/:id',
    needs: 'Manage Rules',
    scope: 'detections:write',
    write: true,
  },
  list_scheduled_queries: {
    route: 'GET /queries',
    needs: 'Query Data Lake',
    scope: 'scheduled-queries:read',
  },
  get_scheduled_query: {
    args: { query_id: '00000000-0000-4000-8000-000000000000' },
    route: 'GET /queries/:id',
    needs: 'Query Data Lake',
    scope: 'scheduled-queries:read',
  },
  list_log_sources: { route: 'sources', needs: 'View Rules', scope: 'sources:read' },
  get_http_log_source: {
    args: { source_id: 'x' },
    route: 'GET /log-sources/http/:id',
    needs: 'View Log Sources',
    scope: 'sources:read',
  },
  list_global_helpers: { route: 'GET /globals', needs: 'View Rules', scope: 'global-helpers:read' },
  get_global_helper: {
    args: { helper_id: 'x' },
    route: 'GET /globals/:id',
    needs: 'View Rules',
    scope: 'global-helpers:read',
  },
  list_data_models: { route: 'GET /data-models', needs: 'View Rules', scope: 'data-models:read' },
  get_data_model: {
    args: { data_model_id: 'x' },
    route: 'GET /data-models/:id',
    needs: 'View Rules',
    scope: 'data-models:read',
  },
  list_log_type_schemas: { route: 'schemas', needs: 'View Log Sources', scope: 'schemas:read' },
  get_log_type_schema_details: {
    args: { schema_names: ['x'] },
    route: 'schemas',
    needs: 'View Rules',
    scope: 'schemas:read',
  },
  get_severity_alert_metrics: { route: 'metrics', needs: 'Read Panther Metrics', scope: 'metrics:read' },
  get_rule_alert_metrics: { route: 'metrics', needs: 'Read Panther Metrics', scope: 'metrics:read' },
  get_bytes_processed_metrics: { route: 'metrics', needs: 'Read Panther Metrics', scope: 'metrics:read' },
  list_users: { route: 'GET /users', needs: 'Read User Info', scope: 'users:read' },
  get_user: { args: { user_id: 'x' }, route: 'GET /users/:id', needs: 'Read User Info', scope: 'users:read' },
  list_roles: { route: 'GET /roles', needs: 'Read User Info', scope: 'roles:read' },
  get_role: { args: { role_id: 'x' }, route: 'GET /roles/:id', needs: 'Read User Info', scope: 'roles:read' },
}

const cases = Object.entries(CASES)

describe('when Panther fails', () => {
  it.each(cases)(
    '%s asks again if it only reads, and says so in the end',
    async (tool, { args, route, write }) => {
      const { call, standIn } = await openPanther({ panther: { attempts: 3, breaker: { threshold: 50 } } })
      standIn.fail({ kind: 'status', status: 503, route })
      await expect(call(tool, args)).rejects.toMatchObject({
        code: 'CONNECTION_ERROR',
        message: expect.stringContaining('status 503'),
      })
      expect(standIn.requests().filter(({ fault }) => fault === 'status')).toHaveLength(write ? 1 : 3)
    },
  )

  it('bulk_update_alerts tells each part that failed, and sends each once', async () => {
    const { call, standIn } = await openPanther()
    standIn.fail({ kind: 'status', status: 503, method: 'write' })
    const args = { alert_ids: [ID], status: 'CLOSED', comment: 'x', confirm: true }
    expect(await call('bulk_update_alerts', args)).toMatchObject({
      summary: { successful_operations: 0, failed_operations: 2 },
    })
    expect(standIn.requests().filter(({ write }) => write)).toHaveLength(2)
  })

  it('get_permissions says so', async () => {
    const { call, standIn } = await openPanther()
    standIn.fail({ kind: 'malformed', route: 'GET /api-tokens/self' })
    await expect(call('get_permissions')).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    })
  })
})

describe('with a token without permissions', () => {
  it.each([
    ...cases,
    [
      'bulk_update_alerts',
      { args: { alert_ids: [ID], status: 'OPEN', confirm: true }, needs: 'Manage Alerts' },
    ] as const,
  ])('%s names what is missing, and asks for nothing', async (tool, { args, needs }) => {
    const { call, standIn } = await openPanther({ token: ({ tokens }) => tokens.none })
    await expect(call(tool, args)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining(`"${needs}"`),
    })
    const routes = standIn.requests().map(({ path }) => path)
    expect(new Set(routes)).toEqual(new Set(['/api-tokens/self']))
  })

  it('names it too where Panther refuses by itself', async () => {
    const { call, standIn } = await openPanther({ token: ({ tokens }) => tokens.none })
    standIn.fail({ kind: 'status', status: 404, route: 'GET /api-tokens/self' })
    for (const [tool, needs] of [
      ['list_alerts', '"Read Alerts" (AlertRead)'],
      ['list_databases', '"Query Data Lake" (DataAnalyticsRead)'],
    ] as const)
      await expect(call(tool)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining(needs),
      })
  })

  it('asks once what the token may do', async () => {
    const { call, standIn } = await openPanther()
    await Promise.all([call('list_alerts'), call('list_users'), call('list_roles')])
    await call('list_databases')
    expect(standIn.requests().filter(({ path }) => path === '/api-tokens/self')).toHaveLength(1)
  })
})

describe('with a token that is wrong', () => {
  it.each(['list_alerts', 'get_permissions', 'list_databases'])(
    '%s says to stop, and does not ask again',
    async tool => {
      const { call, standIn } = await openPanther({ token: () => 'not-a-token-of-anybody' })
      await expect(call(tool)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining('rejects the API token'),
        suggestion: expect.stringMatching(/^Stop/),
      })
      expect(standIn.requests().filter(({ status }) => status === 401)).toHaveLength(1)
    },
  )
})

describe('callers', () => {
  it.each(cases)('without the scope, neither see %s nor get its result', async (tool, { args, scope }) => {
    const others = [...new Set(cases.map(([, one]) => one.scope))].filter(one => one !== scope)
    const { client, call, standIn } = await openPanther({ scopes: others })
    const { tools } = await client.client.listTools()
    expect(tools.map(({ name }) => name)).not.toContain(tool)
    await expect(call(tool, args)).rejects.toThrow(new RegExp(`needs the scope "${scope}"`))
    expect(standIn.requests()).toEqual([])
  })
})
