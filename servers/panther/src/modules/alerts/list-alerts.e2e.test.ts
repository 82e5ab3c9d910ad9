import { describe, expect, it } from 'vitest'
import { fakePanther } from '../../client/fake-panther.fixtures.ts'
import { openPanther, walk } from '../../testing/harness.ts'

const ALL_TIME = { start_date: '2026-01-01' }

describe('list_alerts', () => {
  it('gives the alerts of the last week, the newest first', async () => {
    const { call, standIn } = await openPanther()
    const result = await call('list_alerts')
    const isDetection = (type: string) => ['RULE', 'SCHEDULED_RULE', 'POLICY'].includes(type)
    const expected = standIn.world.alerts
      .filter(({ alert, createdAt }) => isDetection(alert.type) && createdAt >= Date.UTC(2026, 4, 25))
      .sort((a, b) => b.createdAt - a.createdAt)
    expect(result).toMatchObject({
      total_alerts: 25,
      has_next_page: true,
      has_previous_page: false,
      start_cursor: null,
    })
    expect(result.alerts).toEqual(expected.slice(0, 25).map(({ alert }) => alert))
  })

  it('filters as it is told', async () => {
    const { panther, received, url } = await fakePanther(({ url: asked }) =>
      asked.startsWith('/alerts') ? { body: { results: [] } } : { body: { permissions: ['AlertRead'] } },
    )
    await panther.close()
    const { call } = await openPanther({ panther: { instanceUrl: url } })
    await call('list_alerts', {
      ...ALL_TIME,
      end_date: '2026-06-01T00:00:00Z',
      severities: ['HIGH', 'CRITICAL'],
      statuses: ['OPEN'],
      detection_id: 'AWS.X',
      event_count_min: 2,
      event_count_max: 9,
      log_sources: ['s'],
      log_types: ['AWS.CloudTrail'],
      name_contains: 'a b',
      page_size: 50,
      resource_types: ['AWS.S3.Bucket'],
      subtypes: ['RULE', 'POLICY'],
      cursor: null,
    })
    const { searchParams } = new URL(received.at(-1)?.url ?? '', url)
    expect([...searchParams]).toEqual([
      ['type', 'ALERT'],
      ['limit', '50'],
      ['sort-dir', 'desc'],
      ['detection-id', 'AWS.X'],
      ['created-after', '2026-01-01T00:00:00.000Z'],
      ['created-before', '2026-06-01T00:00:00.000Z'],
      ['severity', 'HIGH'],
      ['severity', 'CRITICAL'],
      ['status', 'OPEN'],
      ['event-count-max', '9'],
      ['event-count-min', '2'],
      ['log-source', 's'],
      ['log-type', 'AWS.CloudTrail'],
      ['name-contains', 'a b'],
      ['resource-type', 'AWS.S3.Bucket'],
      ['sub-type', 'RULE'],
      ['sub-type', 'POLICY'],
    ])
  })

  it('walks all alerts by cursor', async () => {
    const opened = await openPanther()
    const pages = await walk(opened, 'list_alerts', { ...ALL_TIME, page_size: 50 }, 'end_cursor')
    const ids = pages.flatMap(({ alerts }) => (alerts as { id: string }[]).map(({ id }) => id))
    const expected = opened.standIn.world.alerts.filter(({ alert }) => !/ERROR/.test(alert.type))
    expect(expected.length).toBeGreaterThanOrEqual(200)
    expect(ids).toHaveLength(expected.length)
    expect(new Set(ids)).toEqual(new Set(expected.map(({ alert }) => alert.id)))
    expect(pages.at(-1)).toMatchObject({ has_next_page: false, has_previous_page: true })
  })

  it.each([
    [{ alert_type: 'SYSTEM_ERROR', subtypes: ['RULE'] }, /has no subtypes RULE/],
    [{ subtypes: ['RULE_ERROR'] }, /has no subtypes RULE_ERROR/],
    [{ severities: ['high'] }, /severities/],
    [{ start_date: 'yesterday' }, /start_date: must be a date/],
    [{ page_size: 51 }, /page_size/],
  ])('refuses %j', async (args, message) => {
    const { call } = await openPanther()
    await expect(call('list_alerts', args)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(message),
    })
  })
})
