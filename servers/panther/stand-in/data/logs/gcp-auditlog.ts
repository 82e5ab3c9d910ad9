import { type LogType, standardFields } from '../log-type.ts'
import { lakeTime } from '../time.ts'

const activities: [service: string, method: string][] = [
  ['storage.googleapis.com', 'storage.objects.get'],
  ['storage.googleapis.com', 'storage.setIamPermissions'],
  ['compute.googleapis.com', 'v1.compute.instances.insert'],
  ['iam.googleapis.com', 'google.iam.admin.v1.CreateServiceAccountKey'],
  ['k8s.io', 'io.k8s.core.v1.pods.create'],
]

const type: Omit<LogType, 'event'> = {
  name: 'GCP.AuditLog',
  table: 'gcp_auditlog',
  description: 'Calls of the Google Cloud API',
  reference: 'https://cloud.google.com/logging/docs/audit',
  sourceId: '9b1c2d3e-4f50-4617-8a9b-ac0d1e2f3a04',
  sourceLabel: 'GCP organization',
  columns: {
    insertId: 'VARCHAR',
    logName: 'VARCHAR',
    timestamp: 'TIMESTAMP_NTZ',
    severity: 'VARCHAR',
    resource: 'OBJECT',
    protoPayload: 'OBJECT',
  },
  indicators: { insertId: 'trace_id' },
}

export const gcpAuditLog: LogType = {
  ...type,
  event(occasion) {
    const { random, at, who, change } = occasion
    const [serviceName, methodName] = random.pick(activities)
    return {
      insertId: random.hex(12),
      logName: 'projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity',
      timestamp: lakeTime(at),
      severity: 'NOTICE',
      resource: { type: 'project', labels: { project_id: 'acme-prod' } },
      protoPayload: {
        serviceName,
        methodName,
        authenticationInfo: { principalEmail: who.email },
        requestMetadata: { callerIp: who.ip },
        resourceName: `projects/acme-prod/${random.hex(8)}`,
      },
      ...change,
      ...standardFields(type, occasion),
    }
  },
}
