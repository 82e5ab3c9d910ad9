import { describe, expect, it } from 'vitest'
import { logTypes } from './log-types.ts'
import { isoTime, lakeTime } from './time.ts'
import { alertTypes, severities, statuses } from './types.ts'
import { createWorld } from './world.ts'

const now = Date.parse('2026-06-01T12:00:00Z')
const plain = (seed: number, at = now) => {
  const { logs, ...world } = createWorld(seed, at)
  return JSON.stringify([world, logTypes.map(([type]) => logs(type))])
}

describe('the world', { timeout: 20_000 }, () => {
  it('is the same for the same seed and time, and another for others', () => {
    const once = plain(1)
    expect(plain(1) === once).toBe(true)
    expect(plain(2) === once).toBe(false)
    expect(plain(1, now - 1000) === once).toBe(false)
  })

  it.each([1, 2, 3, 4, 5])('has alerts of every kind, with seed %i', seed => {
    const alerts = createWorld(seed, now).alerts.map(({ alert }) => alert)
    expect(alerts).toHaveLength(240)
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(240)
    for (const type of alertTypes) expect(alerts.some(alert => alert.type === type)).toBe(true)
    for (const severity of severities) expect(alerts.some(alert => alert.severity === severity)).toBe(true)
    for (const status of statuses) expect(alerts.some(alert => alert.status === status)).toBe(true)
    expect(alerts.map(({ createdAt }) => createdAt)).toEqual(
      alerts
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .reverse(),
    )
  })

  it('has as many events as its alerts say, all of them in the logs', () => {
    const { alerts, logs } = createWorld(1, now)
    const rows = new Set(logTypes.flatMap(([type]) => logs(type).map(event => event.p_row_id)))
    for (const { alert, events } of alerts) {
      if (events.length > 0) expect(events).toHaveLength(alert.eventCount)
      for (const event of events) expect(rows.has(event.p_row_id ?? null)).toBe(true)
    }
  })

  it('ends in the present', () => {
    const { alerts, comments, logs } = createWorld(1, now)
    expect(alerts.every(({ createdAt, updatedAt = 0 }) => createdAt <= now && updatedAt <= now)).toBe(true)
    const latest = logTypes.flatMap(([type]) => logs(type).map(event => `${event.p_event_time}`))
    expect(latest.every(time => time <= lakeTime(now))).toBe(true)
    expect(comments.filter(({ createdAt }) => createdAt > isoTime(now))).toEqual([])
  })

  it('tells of an incident whose alerts are open and serious', () => {
    const { alerts, incident } = createWorld(1, now)
    const found = alerts.filter(({ alert }) => incident.alertIds.includes(alert.id))
    expect(found).toHaveLength(7)
    for (const { alert, events } of found) {
      expect(alert).toMatchObject({ status: 'OPEN', severity: expect.stringMatching(/HIGH|CRITICAL/) })
      expect(events[0]).toMatchObject({ p_any_ip_addresses: [incident.actor.ip] })
    }
  })
})
