import { describe, expect, it } from 'vitest'
import { openPanther, walk } from '../testing/harness.ts'

const listed = (list: unknown, key = 'id') => (list as Record<string, unknown>[]).map(one => one[key]).sort()
const names = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id).sort()

describe('scheduled queries', () => {
  it('are listed without SQL, and given with it', async () => {
    const opened = await openPanther()
    const { queries } = opened.standIn.world
    const pages = await walk(opened, 'list_scheduled_queries', { limit: 2 }, 'next_cursor')
    expect(listed(pages.flatMap(page => page.queries))).toEqual(names(queries))
    expect(JSON.stringify(pages)).not.toContain('"sql"')
    const [first] = queries
    expect(await opened.call('get_scheduled_query', { query_id: first?.id })).toMatchObject({
      query: { id: first?.id, sql: expect.stringMatching(/select/i) },
    })
    const word = String(first?.name).slice(0, 6).toUpperCase()
    const found = await opened.call('list_scheduled_queries', { name_contains: word })
    expect(listed(found.queries)).toContain(first?.id)
  })

  it('have ids that are UUIDs', async () => {
    const { call } = await openPanther()
    await expect(call('get_scheduled_query', { query_id: 'x' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    const query_id = '00000000-0000-4000-8000-000000000000'
    await expect(call('get_scheduled_query', { query_id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe.each([
  ['list_global_helpers', 'global_helpers', 'get_global_helper', 'helper_id', 'global_helper', 'globals'],
  ['list_data_models', 'data_models', 'get_data_model', 'data_model_id', 'data_model', 'dataModels'],
] as const)('%s', (list, key, get, id, one, world) => {
  it('gives all of them by cursor, without code, and one of them with it', async () => {
    const opened = await openPanther()
    const expected = names(opened.standIn.world[world])
    const pages = await walk(opened, list, { limit: 1, cursor: 'null' }, 'next_cursor')
    expect(listed(pages.flatMap(page => page[key]))).toEqual(expected)
    expect(JSON.stringify(pages)).not.toContain('"body"')
    expect(await opened.call(get, { [id]: expected[0] })).toMatchObject({
      [one]: { id: expected[0], body: expect.any(String) },
    })
    await expect(opened.call(get, { [id]: 'no such' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('no such'),
    })
  })
})

describe('users and roles', () => {
  it('are listed and given', async () => {
    const opened = await openPanther()
    const { users, roles } = opened.standIn.world
    const pages = await walk(opened, 'list_users', { limit: 5 }, 'next_cursor')
    expect(listed(pages.flatMap(page => page.users))).toEqual(names(users.filter(({ enabled }) => enabled)))
    expect(await opened.call('get_user', { user_id: users[0]?.id })).toEqual({ user: users[0] })
    expect(listed((await opened.call('list_roles')).roles)).toEqual(names(roles))
    expect(await opened.call('get_role', { role_id: roles[0]?.id })).toEqual({ role: roles[0] })
  })

  it('are found by what roles are called', async () => {
    const { call, standIn } = await openPanther()
    const [role, other] = standIn.world.roles
    expect(listed((await call('list_roles', { name: role?.name })).roles)).toEqual([role?.id])
    expect(listed((await call('list_roles', { role_ids: [role?.id, other?.id] })).roles)).toEqual(
      [role?.id, other?.id].sort(),
    )
    await expect(call('get_user', { user_id: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(call('get_role', { role_id: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('log sources', () => {
  it('are healthy ones, the others, or all', async () => {
    const { call, standIn } = await openPanther()
    const healthy = await call('list_log_sources')
    const ill = await call('list_log_sources', { is_healthy: false })
    const all = await call('list_log_sources', { is_healthy: null })
    expect(ill.total_sources).toBe(1)
    expect(all.total_sources).toBe(standIn.world.sources.length)
    expect(Number(healthy.total_sources) + Number(ill.total_sources)).toBe(all.total_sources)
    const s3 = await call('list_log_sources', { is_healthy: null, integration_type: 'aws-s3' })
    expect(s3.sources).toContainEqual(expect.objectContaining({ s3Bucket: expect.any(String) }))
    const typed = await call('list_log_sources', { log_types: ['Okta.SystemLog'] })
    expect(typed.total_sources).toBeGreaterThan(0)
  })

  it('never show their secrets', async () => {
    const { call, standIn } = await openPanther()
    for (const { integrationId } of standIn.world.httpSources) {
      const result = await call('get_http_log_source', { source_id: integrationId })
      expect(result.source).toMatchObject({ integrationId, authMethod: expect.any(String) })
      expect(JSON.stringify(result)).not.toContain('stand-in-secret')
    }
    await expect(call('get_http_log_source', { source_id: 'none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('schemas', () => {
  it('are listed without their text, all pages of them', async () => {
    const { call, standIn } = await openPanther()
    const { schemas } = standIn.world
    const current = schemas.filter(({ isArchived }) => !isArchived).map(({ name }) => name)
    const result = await call('list_log_type_schemas')
    expect(listed(result.schemas, 'name')).toEqual(expect.arrayContaining(current.sort()))
    expect(JSON.stringify(result)).not.toContain('"spec"')
    const archived = await call('list_log_type_schemas', { is_archived: true })
    expect(archived.schemas).toSatisfy((list: { isArchived: boolean }[]) => list.every(one => one.isArchived))
    const found = await call('list_log_type_schemas', {
      contains: 'CloudTrail',
      is_managed: true,
      is_in_use: true,
    })
    expect(listed(found.schemas, 'name')).toEqual(['AWS.CloudTrail'])
  })

  it('are given by their whole names', async () => {
    const { call } = await openPanther()
    const result = await call('get_log_type_schema_details', {
      schema_names: ['AWS.CloudTrail', 'Okta', 'Nope'],
    })
    expect(result).toMatchObject({
      schemas: [{ name: 'AWS.CloudTrail', spec: expect.stringMatching(/./) }],
      not_found: ['Okta', 'Nope'],
    })
    const none = call('get_log_type_schema_details', { schema_names: ['Nope'] })
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const six = { schema_names: ['a', 'b', 'c', 'd', 'e', 'f'] }
    await expect(call('get_log_type_schema_details', six)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('metrics', () => {
  it('count alerts by severity and by rule', async () => {
    const { call } = await openPanther()
    const severity = await call('get_severity_alert_metrics', { severities: ['HIGH'], alert_types: ['Rule'] })
    expect(severity).toMatchObject({
      start_date: '2026-05-25T00:00:00.000Z',
      end_date: '2026-06-01T01:00:00.000Z',
      interval_in_minutes: 1440,
    })
    const labels = listed(severity.alerts_per_severity, 'label')
    expect(labels.length).toBeGreaterThan(0)
    expect(labels).toSatisfy((all: string[]) => all.every(label => /Rule/.test(label) && /HIGH/.test(label)))

    const rules = await call('get_rule_alert_metrics')
    const series = rules.alerts_per_rule as { entityId: string }[]
    expect(rules).toMatchObject({ total_alerts: series.length, rule_ids: null })
    const rule_ids = [series[0]?.entityId]
    expect(await call('get_rule_alert_metrics', { rule_ids })).toMatchObject({ total_alerts: 1, rule_ids })
    await expect(call('get_rule_alert_metrics', { rule_ids: ['a b'] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    await expect(call('get_rule_alert_metrics', { interval_in_minutes: 7 })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
  })

  it('measure what comes in', async () => {
    const { call } = await openPanther()
    const result = await call('get_bytes_processed_metrics', {
      start_date: '2026-05-30',
      end_date: '2026-06-01',
    })
    const series = result.bytes_processed as { value: number }[]
    expect(result.total_bytes).toBe(series.reduce((sum, { value }) => sum + value, 0))
    expect(result.total_bytes).toBeGreaterThan(0)
  })
})

describe('get_permissions', () => {
  it('tells what the token may do, by the names that people know', async () => {
    const { call } = await openPanther({
      token: standIn => standIn.issueToken(['AlertRead', 'RunPantherAI']),
    })
    expect(await call('get_permissions')).toEqual({ permissions: ['Read Alerts', 'Run Panther AI'] })
  })
})
