import type { Making } from './detections.ts'
import { logTypes } from './log-types.ts'
import { day, isoTime } from './time.ts'
import type { Actor } from './types.ts'

export type GlobalHelper = {
  id: string
  description: string
  body: string
  tags: string[]
  createdBy: Actor
  createdAt: string
  lastModified: string
}

export type DataModel = {
  id: string
  displayName: string
  description: string
  body: string
  enabled: boolean
  logTypes: string[]
  mappings: { name: string; path?: string; method?: string }[]
  createdAt: string
  lastModified: string
}

const helperTable: [id: string, description: string, tag: string][] = [
  ['acme_aws_helpers', 'Reads accounts and roles out of ARNs', 'AWS'],
  ['acme_okta_helpers', 'Names the parts of an Okta event', 'Okta'],
  ['acme_github_helpers', 'Finds the repository of an event', 'GitHub'],
  ['acme_network', 'Tells our own networks from others', 'Network'],
  ['acme_geo', 'Distances and countries of addresses', 'Network'],
  ['acme_time', 'Working hours of the offices', 'Utility'],
]

export const globalHelpers = ({ random, now, users }: Making): GlobalHelper[] =>
  helperTable.map(([id, description, tag]) => ({
    id,
    description,
    body: `"""${description}."""\n\n\ndef ${id.replace('acme_', '')}(event):\n    return event.get("p_any_ip_addresses", [])\n`,
    tags: [tag],
    createdBy: { id: random.pick(users).id, type: 'user' },
    createdAt: isoTime(now - random.int(100, 400) * day),
    lastModified: isoTime(now - random.int(1, 100) * day),
  }))

const paths: Record<string, [user: string, ip: string]> = {
  'AWS.CloudTrail': ['$.userIdentity.userName', '$.sourceIPAddress'],
  'Okta.SystemLog': ['$.actor.alternateId', '$.client.ipAddress'],
  'GitHub.Audit': ['$.actor', '$.actor_ip'],
  'GCP.AuditLog': [
    '$.protoPayload.authenticationInfo.principalEmail',
    '$.protoPayload.requestMetadata.callerIp',
  ],
}

export const dataModels = ({ random, now }: Making): DataModel[] =>
  logTypes.flatMap(([type]) => {
    const path = paths[type.name]
    if (path === undefined) return []
    return [
      {
        id: `Standard.${type.name}`,
        displayName: type.name,
        description: `Common fields of ${type.name}`,
        body: 'def get_event_type(event):\n    return event.get("eventType")\n',
        enabled: true,
        logTypes: [type.name],
        mappings: [
          { name: 'actor_user', path: path[0] },
          { name: 'source_ip', path: path[1] },
          { name: 'event_type', method: 'get_event_type' },
        ],
        createdAt: isoTime(now - random.int(100, 400) * day),
        lastModified: isoTime(now - random.int(1, 100) * day),
      },
    ]
  })
