import { type AlertMaking, alertOf } from './alerts.ts'
import type { Employee } from './people.ts'
import { minute } from './time.ts'
import type { AlertRecord } from './types.ts'

export type Incident = { actor: { email: string; username: string; ip: string }; alertIds: string[] }

const story: [minutesAgo: number, ruleId: string, events: number][] = [
  [190, 'Okta.BruteForce.Login', 14],
  [172, 'Okta.Login.NewCountry', 1],
  [165, 'Okta.MFA.FactorReset', 2],
  [148, 'AWS.Console.LoginWithoutMFA', 1],
  [139, 'AWS.IAM.AccessKeyCreated', 2],
  [97, 'AWS.S3.BulkDownload', 64],
  [80, 'GitHub.Repo.MadePublic', 1],
  [62, 'AWS.CloudTrail.Stopped', 1],
]

/** One account is taken over: guessed, entered, made permanent, emptied, and the traces wiped. */
export const incidentAlerts = (
  making: AlertMaking,
  victim: Employee,
): { incident: Incident; records: AlertRecord[] } => {
  const attacker = { ...victim, ip: '203.0.113.77' }
  const records = story.map(([minutesAgo, ruleId, events]) => {
    const rule = making.rules.find(({ id }) => id === ruleId)
    if (rule === undefined) throw new Error(`There is no rule ${ruleId}`)
    const record = alertOf(making, 'RULE', rule, attacker, making.now - minutesAgo * minute, events)
    record.alert.status = 'OPEN'
    return record
  })
  const serious = records.filter(({ alert }) => alert.severity === 'HIGH' || alert.severity === 'CRITICAL')
  const { email, username, ip } = attacker
  return {
    records,
    incident: { actor: { email, username, ip }, alertIds: serious.map(({ alert }) => alert.id) },
  }
}
