import { describe, expect, it } from 'vitest'
import { asking, openPanther } from '../../testing/harness.ts'

describe('bulk_update_alerts', () => {
  const change = (ids: readonly string[]) => ({ alert_ids: ids, status: 'CLOSED', comment: 'Seen' })

  it('asks, and then changes all of them once', async () => {
    const asked: string[] = []
    const { call, standIn } = await openPanther({
      client: asking({ action: 'accept', content: { confirm: true } }, asked),
    })
    const ids = standIn.world.incident.alertIds.slice(0, 3)
    const assignee_id = standIn.world.users[0]?.id
    const result = await call('bulk_update_alerts', { ...change(ids), assignee_id })
    expect(asked).toEqual([expect.stringMatching(/^Change 3 alerts in Panther .*CLOSED.*"Seen"/)])
    expect(result).toEqual({
      results: { status_updates: ids, assignee_updates: ids, comments_added: ids, failed_operations: [] },
      summary: {
        total_alerts: 3,
        successful_operations: 9,
        failed_operations: 0,
        status_updates_count: 3,
        assignee_updates_count: 3,
        comments_added_count: 3,
      },
    })
    expect(standIn.writes()).toHaveLength(5)
  })

  it('asks clients of older revisions too', async () => {
    const { call, standIn } = await openPanther({
      client: { ...asking({ action: 'accept', content: { confirm: true } }), era: 'legacy' },
    })
    await call('bulk_update_alerts', change(standIn.world.incident.alertIds.slice(0, 2)))
    expect(standIn.writes()).toHaveLength(3)
  })

  it.each([
    [{ action: 'decline' }, false],
    [{ action: 'accept', content: { confirm: false } }, false],
    [{ action: 'decline' }, true],
  ])('changes nothing when a person answers %j, whatever the arguments say (%s)', async (answer, confirm) => {
    const { call, standIn } = await openPanther({ client: asking(answer) })
    const args = { ...change(standIn.world.incident.alertIds), confirm }
    await expect(call('bulk_update_alerts', args)).rejects.toThrow(/did not agree/)
    expect(standIn.writes()).toEqual([])
  })

  it('is refused where nobody can be asked, unless the arguments say that a person agreed', async () => {
    const { call, standIn } = await openPanther()
    const ids = standIn.world.incident.alertIds.slice(0, 1)
    await expect(call('bulk_update_alerts', change(ids))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      suggestion: expect.stringContaining('"confirm": true'),
    })
    expect(standIn.writes()).toEqual([])
    await call('bulk_update_alerts', { ...change(ids), confirm: true })
    expect(standIn.writes()).toHaveLength(2)
  })

  it('tells what failed, and does the rest', async () => {
    const { call, standIn } = await openPanther()
    const ids = standIn.world.incident.alertIds.slice(0, 2)
    standIn.fail({ kind: 'status', status: 500, route: 'PATCH /alerts' })
    const result = await call('bulk_update_alerts', { ...change(ids), confirm: true })
    expect(result).toMatchObject({
      results: {
        status_updates: [],
        comments_added: ids,
        failed_operations: [
          { operation: 'status_update', alert_ids: ids, error: expect.stringContaining('500') },
        ],
      },
    })
  })

  it.each([
    [{ alert_ids: ['a'] }, /Nothing would be changed/],
    [{ alert_ids: [], status: 'OPEN' }, /alert_ids/],
    [{ alert_ids: Array.from({ length: 26 }, (_, n) => `a${n}`), status: 'OPEN' }, /alert_ids/],
  ])('refuses %j', async (args, message) => {
    const { call } = await openPanther()
    await expect(call('bulk_update_alerts', { ...args, confirm: true })).rejects.toThrow(message)
  })
})
