import { type LogType, standardFields } from '../log-type.ts'
import { lakeTime } from '../time.ts'

const type: Omit<LogType, 'event'> = {
  name: 'GitHub.Audit',
  table: 'github_audit',
  description: 'Changes to the organization in GitHub',
  reference: 'https://docs.github.com/en/organizations/keeping-your-organization-secure',
  sourceId: '3c9e8b7a-51d2-4e0f-a6b3-9d8c7b6a5f03',
  sourceLabel: 'GitHub acme',
  columns: {
    _document_id: 'VARCHAR',
    at_sign_timestamp: 'TIMESTAMP_NTZ',
    action: 'VARCHAR',
    actor: 'VARCHAR',
    actor_ip: 'VARCHAR',
    actor_location: 'OBJECT',
    org: 'VARCHAR',
    repo: 'VARCHAR',
    visibility: 'VARCHAR',
    user: 'VARCHAR',
  },
  indicators: { actor: 'username', actor_ip: 'ip' },
}

export const gitHubAudit: LogType = {
  ...type,
  event(occasion) {
    const { random, at, who, change } = occasion
    return {
      _document_id: random.hex(22),
      at_sign_timestamp: lakeTime(at),
      action: random.pick(['git.clone', 'git.push', 'git.fetch', 'pull_request.merge', 'repo.create']),
      actor: who.username.replace('.', '-'),
      actor_ip: who.ip,
      actor_location: { country_code: who.ip.startsWith('203.') ? 'BY' : 'NO' },
      org: 'acme',
      repo: `acme/${random.pick(['billing', 'infrastructure', 'web', 'mobile', 'detections'])}`,
      visibility: 'private',
      user: who.email,
      ...change,
      ...standardFields(type, occasion),
    }
  },
}
