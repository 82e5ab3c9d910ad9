import type { LogType } from './log-type.ts'
import { awsCloudTrail } from './logs/aws-cloudtrail.ts'
import { awsVpcFlow } from './logs/aws-vpcflow.ts'
import { gcpAuditLog } from './logs/gcp-auditlog.ts'
import { gitHubAudit } from './logs/github-audit.ts'
import { oktaSystemLog } from './logs/okta-systemlog.ts'
import { pantherAudit } from './logs/panther-audit.ts'

/** The log types of this instance, with the number of their ordinary events. */
export const logTypes: [type: LogType, events: number][] = [
  [awsCloudTrail, 1500],
  [oktaSystemLog, 800],
  [gitHubAudit, 500],
  [awsVpcFlow, 500],
  [gcpAuditLog, 300],
  [pantherAudit, 150],
]

export const logTypeOf = (name: string) => {
  const found = logTypes.find(([type]) => type.name === name)
  if (found === undefined) throw new Error(`There are no logs of type ${name}`)
  return found[0]
}
