import { setTimeout } from 'node:timers/promises'
import { fakeClock } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { NOW, openPanther } from '../../testing/harness.ts'

describe('one alert', () => {
  it('is given with its events and comments', async () => {
    const { call, standIn } = await openPanther()
    const { alertIds, actor } = standIn.world.incident
    const record = standIn.world.alerts.find(({ alert }) => alert.id === alertIds[0])
    const alert_id = record?.alert.id
    expect(await call('get_alert', { alert_id })).toEqual({ alert: record?.alert })

    const events = await call('get_alert_events', { alert_id, limit: 50 })
    expect(events.total_events).toBe(Math.min(10, record?.events.length ?? 0))
    expect(JSON.stringify(events.events)).toContain(actor.email)

    const commented = standIn.world.comments[0]
    const mine = standIn.world.comments.filter(({ alertId }) => alertId === commented?.alertId)
    const comments = await call('list_alert_comments', { alert_id: commented?.alertId })
    expect(comments.total_comments).toBe(mine.length)
    expect(JSON.stringify(comments.comments)).toContain(commented?.body)
  })

  it('is asked for within the trace of its call, over REST and GraphQL', async () => {
    const { client, standIn } = await openPanther()
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const _meta = { traceparent }
    const [alert_id] = standIn.world.incident.alertIds
    await client.client.callTool({ name: 'get_alert', arguments: { alert_id }, _meta })
    await client.client.callTool({ name: 'list_databases', arguments: {}, _meta })
    const sent = standIn.requests().filter(({ path }) => path !== '/')
    expect(sent.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`/alerts/${alert_id}`, '/public/graphql']),
    )
    for (const { headers } of sent) expect(headers.traceparent).toBe(traceparent)
  })

  it.each(['get_alert', 'get_alert_events', 'add_alert_comment'])('is missed by %s', async tool => {
    const { call } = await openPanther()
    const said = tool === 'add_alert_comment' ? { comment: 'x' } : {}
    await expect(call(tool, { alert_id: 'f'.repeat(32), ...said })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('f'.repeat(32)),
    })
  })

  it('is not looked for with an argument that there is not', async () => {
    const { call, standIn } = await openPanther()
    await expect(call('list_alerts', { severity: ['HIGH'] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('severity: there is no such argument. Did you mean severities?'),
    })
    expect(standIn.requests().map(({ path }) => path)).not.toContain('/alerts')
  })

  it('is a resource, whose id is completed', async () => {
    const { client, standIn } = await openPanther()
    const [id = ''] = standIn.world.incident.alertIds
    const { contents } = await client.client.readResource({ uri: `panther://alerts/${id}` })
    expect(JSON.stringify(contents)).toContain(id)
    const { completion } = await client.client.complete({
      ref: { type: 'ref/resource', uri: 'panther://alerts/{alert_id}' },
      argument: { name: 'alert_id', value: id.slice(0, 6) },
    })
    expect(completion.values).toContain(id)
  })
})

describe('changes', () => {
  it('set status and assignee, and add comments, each once', async () => {
    const { call, standIn } = await openPanther()
    const ids = standIn.world.incident.alertIds.slice(0, 2)
    const record = () => standIn.world.alerts.find(({ alert }) => alert.id === ids[0])?.alert
    const assignee_id = standIn.world.users[0]?.id ?? ''

    expect(await call('update_alert_status', { alert_ids: ids, status: 'RESOLVED' })).toEqual({ alerts: ids })
    expect(await call('update_alert_assignee', { alert_ids: ids, assignee_id })).toEqual({ alerts: ids })
    expect(record()).toMatchObject({ status: 'RESOLVED', assignee: { id: assignee_id } })

    const added = await call('add_alert_comment', { alert_id: ids[0], comment: 'Looked at **it**' })
    expect(added.comment).toMatchObject({ alertId: ids[0], body: 'Looked at **it**', format: 'PLAIN_TEXT' })
    expect(standIn.writes()).toHaveLength(3)
  })

  it('are not made for alerts that are not there', async () => {
    const { call, standIn } = await openPanther()
    const alert_ids = [standIn.world.incident.alertIds[0], 'f'.repeat(32)]
    await expect(call('update_alert_status', { alert_ids, status: 'CLOSED' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(call('update_alert_status', { alert_ids, status: 'closed' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    expect(standIn.writes()).toEqual([])
  })
})

describe('AI triage', () => {
  it('is started, waited for with progress, and read again', async () => {
    const { client, call, standIn } = await openPanther({ standIn: { aiMs: 800 } })
    const [alert_id] = standIn.world.incident.alertIds
    await expect(call('get_ai_alert_triage_summary', { alert_id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })

    const told: number[] = []
    const { structuredContent } = await client.client.callTool(
      { name: 'start_ai_alert_triage', arguments: { alert_id, prompt: 'Heed the country' } },
      { onprogress: ({ progress }) => told.push(progress) },
    )
    expect(structuredContent).toMatchObject({
      summary: expect.stringMatching(/./),
      metadata: { alert_id, output_length: 'medium', prompt_included: true },
    })
    expect(told.length).toBeGreaterThan(0)

    const again = await call('get_ai_alert_triage_summary', { alert_id })
    expect(again).toMatchObject({
      summary: { finished: true, response_text: expect.stringMatching(/./), error: null },
    })
    expect(standIn.counts().routes).toMatchObject({ aiSummarizeAlert: 1 })
  })

  it('is given up when its time is over, and says where to read the rest', async () => {
    const clock = fakeClock(NOW)
    const { call, standIn } = await openPanther({ panther: { clock }, standIn: { aiMs: 3_600_000 } })
    let isOver = false
    const running = call('start_ai_alert_triage', {
      alert_id: standIn.world.incident.alertIds[0],
      timeout_seconds: 120,
    })
      .catch(error => error)
      .finally(() => {
        isOver = true
      })
    while (!isOver) {
      clock.advance(10_000)
      await setTimeout(5)
    }
    expect(await running).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('120 s'),
      suggestion: expect.stringContaining('get_ai_alert_triage_summary'),
      data: { stream_id: expect.any(String), partial_summary: expect.any(String) },
    })
    expect(standIn.counts().routes).toMatchObject({ aiSummarizeAlert: 1 })
  })

  it('ends with its call', async () => {
    const { client, standIn } = await openPanther({ standIn: { aiMs: 3_600_000 } })
    const cancel = new AbortController()
    const asked = () => standIn.counts().routes.aiInferenceStream ?? 0
    const running = client.client.callTool(
      { name: 'start_ai_alert_triage', arguments: { alert_id: standIn.world.incident.alertIds[0] } },
      { signal: cancel.signal },
    )
    await expect.poll(asked).toBeGreaterThan(0)
    cancel.abort()
    await expect(running).rejects.toThrow()
    const before = asked()
    await setTimeout(1_200)
    expect(asked()).toBeLessThanOrEqual(before + 1)
  })
})
