import type { Random } from './random.ts'
import { ruleTable } from './rule-table.ts'
import { day, isoTime } from './time.ts'
import type { Actor, Detection, LogEvent, Severity, User } from './types.ts'

export type Making = { random: Random; now: number; users: User[] }

export const destinations = {
  slack: '5c9b1f0a-0a1b-4c2d-8e3f-a0b1c2d3e4f5',
  pagerDuty: '7d0c2e1b-1b2c-4d3e-9f40-b1c2d3e4f506',
}

const python = (condition: string, name: string) => `def rule(event):
    return ${condition}


def title(event):
    return f"${name}: {event.get('p_any_usernames')}"


def dedup(event):
    return event.deep_get("p_any_ip_addresses", default="")
`

/** What all kinds of detections have. */
export const common = (
  { random, now, users }: Making,
  id: string,
  displayName: string,
  severity: Severity,
  tags: string[],
): Detection => {
  const created = now - random.int(90, 500) * day
  const createdBy: Actor = { id: random.pick(users).id, type: 'user' }
  return {
    id,
    displayName,
    description: `Raises an alert: ${displayName.toLowerCase()}.`,
    enabled: true,
    severity,
    tags,
    reports: {
      'MITRE ATT&CK': [`TA${random.int(1, 43).toString().padStart(4, '0')}:T${random.int(1000, 1600)}`],
    },
    managed: random.chance(0.5),
    outputIDs: severity === 'HIGH' || severity === 'CRITICAL' ? Object.values(destinations) : [],
    tests: [],
    createdBy,
    createdAt: isoTime(created),
    lastModified: isoTime(created + random.int(1, 80) * day),
  }
}

const alerting = (name: string) => ({
  runbook: `Ask the person whether they did this. If not, disable their account and look for what else ${name.toLowerCase()} came with.`,
  summaryAttributes: ['p_any_ip_addresses', 'p_any_usernames'],
  threshold: 1,
  dedupPeriodMinutes: 60,
})

const test = (name: string, event: LogEvent, expectedResult = true) => ({
  name,
  resource: JSON.stringify(event),
  expectedResult,
  mocks: [],
})

/** Id of the rule whose tests fail, so that it cannot be saved unless they are skipped. */
export const failingRuleId = 'Custom.Failing.Test'

const customRules: [id: string, name: string, severity: Severity, logType: string][] = [
  [failingRuleId, 'Rule Whose Test Fails', 'LOW', 'AWS.CloudTrail'],
  ['Custom/S3 Access+50%', 'Unusual Access to Buckets', 'MEDIUM', 'AWS.CloudTrail'],
  ['Custom.Okta.OffHours', 'Login at Night', 'INFO', 'Okta.SystemLog'],
  ['Custom.GitHub.Bot', 'Bot Pushed to Main', 'LOW', 'GitHub.Audit'],
  ['Custom.AWS.Retired', 'Retired Check', 'INFO', 'AWS.CloudTrail'],
  ['Custom.GCP.Region', 'Resources in an Unusual Region', 'LOW', 'GCP.AuditLog'],
]

export const rules = (making: Making): Detection[] => [
  ...ruleTable.map(([id, name, severity, logType, tag, condition, change]) => ({
    ...common(making, id, name, severity, [tag, logType.split('.')[0] ?? logType]),
    ...alerting(name),
    body: python(condition, name),
    logTypes: [logType],
    inlineFilters: '',
    tests: [test('matches', change), test('ordinary event', {}, false)],
  })),
  ...customRules.map(([id, name, severity, logType]) => ({
    ...common(making, id, name, severity, ['Custom']),
    ...alerting(name),
    managed: false,
    enabled: id !== 'Custom.AWS.Retired',
    body: python('event.get("custom") is not None', name),
    logTypes: [logType],
    inlineFilters: '',
    tests: [test('matches', { custom: true })],
  })),
]

const scheduled: [name: string, severity: Severity, query: number][] = [
  ['Impossible Travel', 'HIGH', 0],
  ['Unused Access Keys', 'LOW', 1],
  ['Rare Okta Applications', 'MEDIUM', 2],
  ['Large Outbound Transfers', 'HIGH', 3],
  ['New Administrators', 'MEDIUM', 4],
  ['Failed Logins by Address', 'LOW', 5],
]

export const scheduledRules = (making: Making, queryNames: string[]): Detection[] =>
  scheduled.map(([name, severity, query]) => ({
    ...common(making, `Scheduled.${name.replaceAll(' ', '')}`, name, severity, ['Scheduled']),
    ...alerting(name),
    body: python('True', name),
    scheduledQueries: [queryNames[query] ?? ''],
    tests: [test('matches', { count: 3 })],
  }))

const simple: [name: string, severity: Severity, logType: string, key: string, value: string][] = [
  ['Okta Support Access', 'HIGH', 'Okta.SystemLog', 'eventType', 'user.session.impersonation.grant'],
  ['GitHub Webhook Created', 'LOW', 'GitHub.Audit', 'action', 'hook.create'],
  ['AWS Snapshot Shared', 'MEDIUM', 'AWS.CloudTrail', 'eventName', 'ModifySnapshotAttribute'],
  ['Panther Rule Deleted', 'MEDIUM', 'Panther.Audit', 'actionName', 'DELETE_DETECTION'],
  ['AWS User Created', 'INFO', 'AWS.CloudTrail', 'eventName', 'CreateUser'],
]

export const simpleRules = (making: Making): Detection[] =>
  simple.map(([name, severity, logType, key, value]) => ({
    ...common(making, `Simple.${name.replaceAll(' ', '.')}`, name, severity, ['Simple']),
    ...alerting(name),
    detection: `MatchFilters:\n  - Key: ${key}\n    Condition: Equals\n    Value: ${value}\n`,
    pythonBody: python(`event.get("${key}") == "${value}"`, name),
    alertTitle: name,
    groupBy: '- Key: p_any_usernames\n',
    logTypes: [logType],
    inlineFilters: '',
    tests: [test('matches', { [key]: value })],
  }))

const policyTable: [id: string, name: string, severity: Severity, resourceType: string][] = [
  ['AWS.S3.Bucket.Encryption', 'Buckets Are Encrypted', 'HIGH', 'AWS.S3.Bucket'],
  ['AWS.S3.Bucket.PublicAccess', 'Buckets Are Not Public', 'CRITICAL', 'AWS.S3.Bucket'],
  ['AWS.EC2.SecurityGroup.SSH', 'SSH Is Not Open to Everyone', 'HIGH', 'AWS.EC2.SecurityGroup'],
  ['AWS.EC2.Volume.Encryption', 'Volumes Are Encrypted', 'MEDIUM', 'AWS.EC2.Volume'],
  ['AWS.IAM.User.MFA', 'Users Have MFA', 'HIGH', 'AWS.IAM.User'],
  ['AWS.IAM.Key.Rotation', 'Keys Are Rotated', 'LOW', 'AWS.IAM.User'],
  ['AWS.KMS.KeyRotation', 'KMS Keys Are Rotated', 'INFO', 'AWS.KMS.Key'],
  ['AWS.RDS.Instance.Public', 'Databases Are Not Public', 'CRITICAL', 'AWS.RDS.Instance'],
]

/** Which policies some resource fails, and which cannot be evaluated. */
export const complianceOf = (id: string): 'PASS' | 'FAIL' | 'ERROR' => {
  const index = policyTable.findIndex(([known]) => known === id)
  return index === 6 ? 'ERROR' : index % 2 === 0 ? 'FAIL' : 'PASS'
}

export const policies = (making: Making): Detection[] =>
  policyTable.map(([id, name, severity, resourceType]) => ({
    ...common(making, id, name, severity, ['Compliance', 'AWS']),
    body: `def policy(resource):\n    return resource.get("${resourceType.split('.')[1]}Compliant", False)\n`,
    resourceTypes: [resourceType],
    suppressions: [],
    tests: [test('compliant', { [`${resourceType.split('.')[1]}Compliant`]: true })],
  }))
