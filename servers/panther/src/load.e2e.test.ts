import { describe, expect, it } from 'vitest'
import { openPanther, walk } from './testing/harness.ts'

const EVERYTHING = { start_date: '2026-01-01', page_size: 50 }

describe('many calls', () => {
  it('share the sockets that there are, 50 at once', async () => {
    const { call, standIn } = await openPanther({ panther: { connections: 4 } })
    const { alerts } = standIn.world
    const calls = Array.from({ length: 50 }, (_, n) =>
      n % 5 === 0 ? call('list_databases') : call('get_alert', { alert_id: alerts[n]?.alert.id }),
    )
    expect(await Promise.all(calls)).toHaveLength(50)
    expect(standIn.counts().requests).toBeGreaterThanOrEqual(50)
    expect(standIn.counts().peakSockets).toBeLessThanOrEqual(4)
  })
})

describe('when every fifth request fails', () => {
  const failing = async () => {
    const opened = await openPanther({ panther: { attempts: 6, breaker: { threshold: 20 } } })
    for (const [kind, seed] of [
      [{ kind: 'status', status: 500 }, 3],
      [{ kind: 'status', status: 429, retryAfter: 0 }, 5],
      [{ kind: 'drop' }, 7],
      [{ kind: 'malformed' }, 11],
    ] as const)
      opened.standIn.fail({ ...kind, rate: 0.05, seed })
    return opened
  }

  it('what reads succeeds all the same', async () => {
    const opened = await failing()
    const { call, standIn } = opened
    const pages = await walk(opened, 'list_alerts', EVERYTHING, 'end_cursor')
    const ids = pages.flatMap(({ alerts }) => (alerts as { id: string }[]).map(({ id }) => id))
    expect(ids.length).toBeGreaterThanOrEqual(200)
    expect(new Set(ids).size).toBe(ids.length)
    await Promise.all(ids.slice(0, 100).map(alert_id => call('get_alert', { alert_id })))
    await call('query_data_lake', {
      sql: "SELECT COUNT(*) FROM panther_logs.public.okta_systemlog WHERE p_occurs_since('1 d')",
    })
    expect(standIn.requests().filter(({ fault }) => fault).length).toBeGreaterThan(10)
  })

  it('nothing is written twice, also where only the answer fails', async () => {
    const { call, standIn } = await failing()
    standIn.fail({ kind: 'status', status: 502, method: 'write', rate: 0.1, seed: 13, after: true })
    const { alerts } = standIn.world
    const written = await Promise.allSettled(
      alerts
        .slice(0, 60)
        .map(({ alert }, n) => call('add_alert_comment', { alert_id: alert.id, comment: `note ${n}` })),
    )
    const failures = written.filter(({ status }) => status === 'rejected')
    expect(failures.length).toBeGreaterThan(5)
    expect(failures.length).toBeLessThan(40)
    const bodies = standIn.world.comments.map(({ body }) => body).filter(body => body.startsWith('note '))
    expect(new Set(bodies).size).toBe(bodies.length)
    expect(bodies.length).toBeGreaterThanOrEqual(written.length - failures.length)
    expect(standIn.requests().filter(({ write }) => write)).toHaveLength(60)
  })
})
