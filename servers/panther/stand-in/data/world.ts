import { ordinaryAlerts } from './alerts.ts'
import { policies, rules, scheduledRules, simpleRules } from './detections.ts'
import { dataModels, globalHelpers } from './helpers.ts'
import { incidentAlerts } from './incident.ts'
import type { LogType } from './log-type.ts'
import { logTypes } from './log-types.ts'
import { employees, roles, users } from './people.ts'
import { random as seeded } from './random.ts'
import { savedQueries } from './saved-queries.ts'
import { schemas } from './schemas.ts'
import { httpSources, sources } from './sources.ts'
import { day, isoTime, minute } from './time.ts'
import type { AlertRecord, Comment, LogEvent, User } from './types.ts'

export type World = ReturnType<typeof createWorld>

const remarks = [
  'Asked the user, waiting for an answer.',
  'The user says it was them, from a hotel.',
  'Same address as last week.',
  'Known test of the platform team.',
]

const commentsOn = (records: AlertRecord[], team: User[], seed: number): Comment[] => {
  const random = seeded(`comments ${seed}`)
  return records.flatMap(({ alert, createdAt }) =>
    Array.from({ length: random.chance(0.25) ? random.int(1, 3) : 0 }, (_, index) => ({
      id: random.uuid(),
      alertId: alert.id,
      body: random.pick(remarks),
      format: 'PLAIN_TEXT',
      createdAt: isoTime(createdAt + (index + 1) * 10 * minute),
      createdBy: { id: random.pick(team).id, type: 'user' },
    })),
  )
}

/** Everything that the stand-in knows, made from a seed. Requests change it. */
export const createWorld = (seed: number, now: number) => {
  const random = seeded(`people ${seed}`)
  const staff = employees(random)
  const team = users(random, now)
  const making = { random: seeded(`content ${seed}`), now, users: team }
  const queries = savedQueries(making)
  const detections = {
    rules: rules(making),
    scheduledRules: scheduledRules(
      making,
      queries.map(({ name }) => name),
    ),
    simpleRules: simpleRules(making),
    policies: policies(making),
  }
  const forAlerts = { ...making, ...detections, staff, random: seeded(`alerts ${seed}`) }
  const victim = staff[0]
  if (victim === undefined) throw new Error('There is nobody')
  const { incident, records } = incidentAlerts(forAlerts, victim)
  const alerts = [...records, ...ordinaryAlerts(forAlerts, 240 - records.length)].sort(
    (one, other) => other.createdAt - one.createdAt,
  )

  /** All events of a log type: ordinary ones, and those that raised alerts. */
  const logs = (type: LogType): LogEvent[] => {
    const forLogs = seeded(`logs ${seed} ${type.name}`)
    const amount = logTypes.find(([known]) => known === type)?.[1] ?? 0
    const ordinary = Array.from({ length: amount }, () =>
      type.event({
        random: forLogs,
        who: forLogs.pick(staff),
        at: now - minute - Math.floor(forLogs.next() ** 2 * 30 * day),
      }),
    )
    const ofAlerts = alerts.flatMap(({ events }) => events)
    return [...ordinary, ...ofAlerts.filter(event => event.p_log_type === type.name)]
  }

  return {
    now,
    alerts,
    comments: commentsOn(alerts, team, seed),
    ...detections,
    globals: globalHelpers(making),
    dataModels: dataModels(making),
    queries,
    schemas: schemas(making),
    sources: sources(making),
    httpSources: structuredClone(httpSources),
    users: team,
    roles: roles(now),
    incident,
    logs,
  }
}
