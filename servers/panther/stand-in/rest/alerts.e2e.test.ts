import { describe, expect, it } from 'vitest'
import { open, pageOf, walk } from '../stand-in.fixtures.ts'

const missing = '0'.repeat(32)

describe('lists of alerts', () => {
  it('are walked by cursor without a gap', async () => {
    const opened = await open()
    const expected = opened.standIn.world.alerts
      .map(({ alert }) => alert)
      .filter(({ type }) => ['RULE', 'SCHEDULED_RULE', 'POLICY'].includes(type))
    expect(expected.length).toBeGreaterThan(200)
    expect(await walk(opened, '/alerts?limit=50')).toEqual(expected)
  })

  it('go on where they were, though the alerts that were seen no longer match', async () => {
    const opened = await open()
    const first = pageOf(await opened.get('/alerts?status=OPEN&limit=10'))
    const rest = await walk(opened, `/alerts?status=OPEN&limit=50&cursor=${first.next}`)
    const ids = first.results.map(alert => Object(alert).id)
    await opened.ask('PATCH', '/alerts', { ids, status: 'RESOLVED' })
    expect(await walk(opened, `/alerts?status=OPEN&limit=50&cursor=${first.next}`)).toEqual(rest)
  })

  it.each([
    ['severity=HIGH&severity=CRITICAL', { severity: expect.stringMatching(/HIGH|CRITICAL/) }],
    ['status=CLOSED', { status: 'CLOSED' }],
    ['type=DETECTION_ERROR', { type: expect.stringMatching(/_ERROR$/) }],
    ['type=SYSTEM_ERROR', { type: 'SYSTEM_ERROR', systemError: expect.anything() }],
    ['sub-type=POLICY', { type: 'POLICY' }],
    ['name-contains=CLOUDTRAIL', { title: expect.stringContaining('CloudTrail') }],
    ['event-count-min=12', { eventCount: expect.toSatisfy((count: number) => count >= 12) }],
    ['detection-id=AWS.CloudTrail.Stopped', { detection: { id: 'AWS.CloudTrail.Stopped', type: 'RULE' } }],
  ])('are filtered by %s', async (filter, shape) => {
    const { get } = await open()
    const { results } = pageOf(await get(`/alerts?limit=50&${filter}`))
    expect(results.length).toBeGreaterThan(0)
    for (const alert of results) expect(alert).toMatchObject(shape)
  })

  it.each([
    ['after', 'created-after=2026-06-01T08:00:00Z'],
    ['before, by a day', 'created-before=2026-05-20'],
    ['before, by seconds', 'created-before=1779000000'],
  ])('are filtered by time: %s', async (_, filter) => {
    const { get, standIn } = await open()
    const at = Date.parse('2026-06-01T08:00:00Z')
    const { results } = pageOf(await get(`/alerts?limit=50&${filter}`))
    expect(results.length).toBeGreaterThan(0)
    expect(results.length).toBeLessThanOrEqual(50)
    if (filter.startsWith('created-after'))
      expect(results).toHaveLength(
        standIn.world.alerts.filter(({ alert, createdAt }) => createdAt >= at && !/_ERROR$/.test(alert.type))
          .length,
      )
  })

  it.each([
    'limit=51',
    'limit=0',
    'limit=ten',
    'severity=high',
    'severity=HIGH,LOW',
    'status=DONE',
    'type=RULE',
    'cursor=guessed',
    'created-after=yesterday',
    'sort-dir=up',
  ])('refuse %s', async query => {
    const { get } = await open()
    expect(await get(`/alerts?${query}`)).toMatchObject({
      status: 400,
      body: { message: expect.any(String) },
    })
  })

  it('refuse the cursor of another list', async () => {
    const { get } = await open()
    const { next } = pageOf(await get('/rules?limit=1'))
    expect(await get(`/alerts?cursor=${next}`)).toMatchObject({ status: 400 })
  })
})

describe('an alert', () => {
  it('has events, page by page', async () => {
    const opened = await open()
    const id = opened.standIn.world.alerts.find(({ events }) => events.length > 50)?.alert.id
    const events = await walk(opened, `/alerts/${id}/events?limit=20`)
    expect(events).toHaveLength(64)
    expect(events[0]).toMatchObject({ p_alert_id: id, p_row_id: expect.any(String) })
  })

  it.each([`/alerts/${missing}`, `/alerts/${missing}/events`, '/alert-comments/none'])(
    'is not found: %s',
    async path => {
      const { get } = await open()
      expect(await get(path)).toMatchObject({ status: 404, body: { message: expect.any(String) } })
    },
  )

  it('changes its status and assignee', async () => {
    const { ask, get, standIn } = await open()
    const [id = ''] = standIn.world.incident.alertIds
    const assignee = standIn.world.users[0]?.id
    expect(await ask('PATCH', '/alerts', { ids: [id], status: 'TRIAGED' })).toMatchObject({
      status: 204,
      text: '',
    })
    expect(await ask('PATCH', `/alerts/${id}`, { assignee })).toMatchObject({ status: 200 })
    expect((await get(`/alerts/${id}`)).body).toMatchObject({
      status: 'TRIAGED',
      assignee: { id: assignee, type: 'user' },
      updatedBy: { type: 'api-token' },
    })
    expect(standIn.writes().map(({ kind, ids }) => ({ kind, ids }))).toEqual([
      { kind: 'alert.status', ids: [id] },
      { kind: 'alert.assignee', ids: [id] },
    ])
  })

  it('is not changed when another one of the request is missing', async () => {
    const { ask, get, standIn } = await open()
    const [id] = standIn.world.incident.alertIds
    expect(await ask('PATCH', '/alerts', { ids: [id, missing], status: 'CLOSED' })).toMatchObject({
      status: 404,
    })
    expect((await get(`/alerts/${id}`)).body).toMatchObject({ status: 'OPEN' })
    expect(standIn.writes()).toEqual([])
  })

  it.each([
    [{ ids: [], status: 'OPEN' }],
    [{ ids: ['x'], status: 'GONE' }],
    [{ ids: ['x'] }],
    [{ ids: 'x', status: 'OPEN' }],
    [[]],
  ])('is not changed by %j', async body => {
    const { ask } = await open()
    expect(await ask('PATCH', '/alerts', body)).toMatchObject({ status: 400 })
  })

  it('is not assigned to nobody', async () => {
    const { ask, standIn } = await open()
    const ids = standIn.world.incident.alertIds
    expect(await ask('PATCH', '/alerts', { ids, assignee: 'nobody' })).toMatchObject({ status: 400 })
  })
})

describe('comments', () => {
  it('are added and listed', async () => {
    const { ask, get, standIn } = await open()
    const [alertId] = standIn.world.incident.alertIds
    const written = await ask('POST', '/alert-comments', { alertId, body: 'Seen', format: 'PLAIN_TEXT' })
    expect(written).toMatchObject({ status: 200, body: { body: 'Seen', createdBy: { type: 'api-token' } } })
    expect(pageOf(await get(`/alert-comments?alert-id=${alertId}`)).results).toContainEqual(written.body)
  })

  it.each([
    [{ alertId: missing, body: 'Seen', format: 'PLAIN_TEXT' }, 404],
    [{ alertId: missing, body: 'Seen' }, 400],
    [{ alertId: missing, body: 'Seen', format: 'MARKDOWN' }, 400],
    [{ body: 'Seen', format: 'HTML' }, 400],
  ])('are refused: %j', async (body, status) => {
    const { ask } = await open()
    expect(await ask('POST', '/alert-comments', body)).toMatchObject({ status })
  })

  it('need the alert that they are about', async () => {
    const { get } = await open()
    expect(await get('/alert-comments')).toMatchObject({ status: 400 })
  })
})
