export const ID = 'a'.repeat(32)
const SQL = "SELECT 1 FROM panther_logs.public.aws_cloudtrail WHERE p_occurs_since('1 h')"

export interface Case {
  readonly args?: Readonly<Record<string, unknown>>
  /** The first thing that it asks Panther for. */
  readonly route: string
  /** What people call the permissions that it needs. */
  readonly needs: string
  readonly scope: string
  readonly write?: true
}

/** What each tool is called with, where a failure of it is looked at; the two that answer failures in a way of their own are not here. */
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

export const cases = Object.entries(CASES)
