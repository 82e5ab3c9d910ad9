import { connect } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { PERMISSIONS_META_KEY } from './guards.ts'
import { createPantherServer, type PantherServerOptions } from './server.ts'

const ADMIN = { id: 'ada', scopes: ['*'] }

const open = (options: PantherServerOptions = {}, scopes: readonly string[] = ADMIN.scopes) =>
  connect(createPantherServer({ around: [], ...options }).server, { principal: { id: 'ada', scopes } })

const namesOf = async (options?: PantherServerOptions, scopes?: readonly string[]) => {
  const { client, close } = await open(options, scopes)
  const { tools } = await client.listTools()
  await close()
  return tools.map(({ name }) => name).sort()
}

const TOOLS = {
  alerts: [
    'add_alert_comment',
    'bulk_update_alerts',
    'get_ai_alert_triage_summary',
    'get_alert',
    'get_alert_events',
    'list_alert_comments',
    'list_alerts',
    'start_ai_alert_triage',
    'update_alert_assignee',
    'update_alert_status',
  ],
  'data-lake': [
    'get_alert_event_stats',
    'get_table_schema',
    'list_database_tables',
    'list_databases',
    'query_data_lake',
  ],
  detections: ['disable_detection', 'get_detection', 'list_detections'],
  'scheduled-queries': ['get_scheduled_query', 'list_scheduled_queries'],
  sources: ['get_http_log_source', 'list_log_sources'],
  'global-helpers': ['get_global_helper', 'list_global_helpers'],
  'data-models': ['get_data_model', 'list_data_models'],
  schemas: ['get_log_type_schema_details', 'list_log_type_schemas'],
  metrics: ['get_bytes_processed_metrics', 'get_rule_alert_metrics', 'get_severity_alert_metrics'],
  users: ['get_user', 'list_users'],
  roles: ['get_role', 'list_roles'],
  permissions: ['get_permissions'],
}
const ALL = Object.values(TOOLS).flat().sort()
const WRITES = [
  'add_alert_comment',
  'bulk_update_alerts',
  'disable_detection',
  'start_ai_alert_triage',
  'update_alert_assignee',
  'update_alert_status',
]

describe('what is served', () => {
  it('has all 36 tools', async () => {
    expect(ALL).toHaveLength(36)
    expect(await namesOf()).toEqual(ALL)
  })

  it.each(Object.entries(TOOLS))('serves the module %s by itself', async (module, tools) => {
    expect(await namesOf({ modules: [module] })).toEqual(tools)
  })

  it('knows modules by names with _ or -, in any case', async () => {
    expect(await namesOf({ modules: ['DATA_LAKE', 'Global-Helpers'] })).toEqual(
      [...TOOLS['data-lake'], ...TOOLS['global-helpers']].sort(),
    )
  })

  it('leaves out what changes something when it may only read', async () => {
    expect(await namesOf({ readOnly: true })).toEqual(ALL.filter(name => !WRITES.includes(name)))
  })

  it('shows callers only what they have the scope for', async () => {
    expect(await namesOf({}, ['alerts:read'])).toEqual(TOOLS.alerts.filter(name => !WRITES.includes(name)))
    expect(await namesOf({}, ['detections:write'])).toEqual(['disable_detection'])
    expect(await namesOf({}, [])).toEqual([])
  })

  it('describes every tool, and says truly what it does', async () => {
    const { client, close } = await open()
    const { tools } = await client.listTools()
    for (const { name, title, description, annotations, inputSchema, outputSchema, _meta } of tools) {
      expect(title, name).toBeTruthy()
      expect(description, name).toBeTruthy()
      expect(inputSchema.type, name).toBe('object')
      expect(outputSchema?.type, name).toBe('object')
      expect(annotations?.readOnlyHint, name).toBe(!WRITES.includes(name))
      const permissions = _meta?.[PERMISSIONS_META_KEY]
      expect(permissions, name).toHaveLength(
        name === 'get_permissions'
          ? 0
          : /^(list_detections|get_detection|disable_detection)$/.test(name)
            ? 2
            : 1,
      )
    }
    const destructive = tools
      .filter(({ annotations }) => annotations?.destructiveHint)
      .map(({ name }) => name)
    expect(destructive.sort()).toEqual([
      'bulk_update_alerts',
      'disable_detection',
      'update_alert_assignee',
      'update_alert_status',
    ])
    await close()
  })
})

describe('without credentials', () => {
  it('starts, and every tool says what is missing', async () => {
    const client = await open()
    const call = client.call('get_alert', { alert_id: 'a' })
    await expect(call).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(/PANTHER_INSTANCE_URL and PANTHER_API_TOKEN are not set/),
    })
    const { contents } = await client.client.readResource({ uri: 'config://panther' })
    const [content] = contents
    expect(JSON.parse(content && 'text' in content ? String(content.text) : '')).toMatchObject({
      missing_settings: ['PANTHER_INSTANCE_URL', 'PANTHER_API_TOKEN'],
      rest_api_url: null,
    })
    await client.close()
  })

  it('does not send a token where others can read it', () => {
    const panther = { instanceUrl: 'http://panther.example.com', apiToken: 'secret-token' }
    expect(() => createPantherServer({ panther })).toThrow(/not encrypted/)
    expect(() =>
      createPantherServer({ panther: { ...panther, instanceUrl: 'http://127.0.0.1:1' } }),
    ).not.toThrow()
  })
})

describe('callers', () => {
  it('may do nothing when nobody knows them', async () => {
    const client = await connect(createPantherServer({ around: [] }).server)
    expect((await client.client.listTools()).tools).toEqual([])
    await client.close()
  })
})
