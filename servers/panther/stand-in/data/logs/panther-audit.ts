import { type LogType, standardFields } from '../log-type.ts'
import { lakeTime } from '../time.ts'

const type: Omit<LogType, 'event'> = {
  name: 'Panther.Audit',
  table: 'panther_audit',
  description: 'What people and tokens did in Panther',
  reference: 'https://docs.panther.com/system-configuration/panther-audit-logs',
  sourceId: 'd5e6f708-192a-4b3c-8d4e-5f6071829306',
  sourceLabel: 'Panther audit',
  columns: {
    timestamp: 'TIMESTAMP_NTZ',
    actionName: 'VARCHAR',
    actionDescription: 'VARCHAR',
    actionResult: 'VARCHAR',
    actor: 'OBJECT',
    sourceIP: 'VARCHAR',
    userAgent: 'VARCHAR',
    pantherVersion: 'VARCHAR',
  },
  indicators: { sourceIP: 'ip' },
}

export const pantherAudit: LogType = {
  ...type,
  event(occasion) {
    const { random, at, who, change } = occasion
    const actionName = random.pick(['SIGN_IN', 'GET_ALERT', 'UPDATE_ALERT_STATUS', 'EXECUTE_QUERY'])
    return {
      timestamp: lakeTime(at),
      actionName,
      actionDescription: actionName.toLowerCase().replaceAll('_', ' '),
      actionResult: 'SUCCEEDED',
      actor: { id: random.uuid(), type: 'USER', name: who.email, attributes: { email: who.email } },
      sourceIP: who.ip,
      userAgent: 'Mozilla/5.0',
      pantherVersion: '1.117.30',
      ...change,
      ...standardFields(type, occasion),
    }
  },
}
