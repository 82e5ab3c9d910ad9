import type { Making } from './detections.ts'
import { logTypes } from './log-types.ts'
import { accountId } from './people.ts'
import { day, hour, isoTime, minute } from './time.ts'

export type Source = {
  __typename: 'S3LogIntegration' | 'OtherLogIntegration'
  integrationId: string
  integrationLabel: string
  integrationType: string
  logTypes: string[]
  isEditable: boolean
  isHealthy: boolean
  createdAtTime: string
  lastModified: string | null
  lastEventProcessedAtTime: string | null
  lastEventReceivedAtTime: string | null
}

export type HttpSource = {
  integrationId: string
  integrationLabel: string
  logTypes: string[]
  logStreamType: string
  logStreamTypeOptions: { jsonArrayEnvelopeField?: string }
  authMethod: 'SharedSecret' | 'HMAC' | 'Bearer' | 'Basic' | 'None'
  authBearerToken?: string
  authUsername?: string
  authPassword?: string
  authHeaderKey?: string
  authSecretValue?: string
  authHmacAlg?: string
}

const kinds: Record<string, string> = {
  'AWS.CloudTrail': 'aws-s3',
  'AWS.VPCFlow': 'aws-s3',
  'GCP.AuditLog': 'gcp-pubsub',
}

const bucket = (name: string, logType: string) => ({
  awsAccountId: accountId,
  s3Bucket: `acme-${name}`,
  s3Prefix: '',
  s3PrefixLogTypes: [{ prefix: 'AWSLogs/', excludedPrefixes: ['AWSLogs/test/'], logTypes: [logType] }],
  kmsKey: `arn:aws:kms:eu-north-1:${accountId}:key/acme-logs`,
  logProcessingRole: `arn:aws:iam::${accountId}:role/PantherLogProcessingRole`,
  logStreamType: 'JsonArray',
  logStreamTypeOptions: { jsonArrayEnvelopeField: 'Records' },
  managedBucketNotifications: true,
  stackName: `panther-log-analysis-${name}`,
})

/** Id of the source that has stopped sending what it should. */
export const unhealthySourceId = 'e6f70819-2a3b-4c4d-8e5f-607182930417'

export const sources = ({ random, now }: Making): Source[] => {
  const source = (id: string, label: string, type: string, names: string[]): Source => ({
    __typename: type === 'aws-s3' ? 'S3LogIntegration' : 'OtherLogIntegration',
    integrationId: id,
    integrationLabel: label,
    integrationType: type,
    logTypes: names,
    isEditable: true,
    isHealthy: true,
    createdAtTime: isoTime(now - random.int(100, 400) * day),
    lastModified: isoTime(now - random.int(1, 90) * day),
    lastEventReceivedAtTime: isoTime(now - random.int(1, 9) * minute),
    lastEventProcessedAtTime: isoTime(now - random.int(1, 9) * minute),
  })
  return [
    ...logTypes.map(([type]) => {
      const kind = kinds[type.name] ?? 'log-pulling'
      const made = source(type.sourceId, type.sourceLabel, kind, [type.name])
      return kind === 'aws-s3' ? { ...made, ...bucket(type.table.replace('_', '-'), type.name) } : made
    }),
    {
      ...source(unhealthySourceId, 'Cloudflare edge', 'aws-s3', ['Cloudflare.HttpRequest']),
      ...bucket('cloudflare', 'Cloudflare.HttpRequest'),
      isHealthy: false,
      lastEventProcessedAtTime: isoTime(now - 30 * hour),
    },
    ...httpSources.map(({ integrationId, integrationLabel, logTypes: names }) =>
      source(integrationId, integrationLabel, 'http-ingest', names),
    ),
  ]
}

/** Everything secret in them contains `stand-in-secret`. */
export const httpSources: HttpSource[] = [
  {
    integrationId: 'f7081920-3b4c-4d5e-8f60-718293041528',
    integrationLabel: 'Deployment webhook',
    logTypes: ['Custom.Deployments'],
    logStreamType: 'JSON',
    logStreamTypeOptions: {},
    authMethod: 'Bearer',
    authBearerToken: 'stand-in-secret-bearer-4711',
  },
  {
    integrationId: '08192a31-4c5d-4e6f-9071-829304152639',
    integrationLabel: 'Badge readers',
    logTypes: ['Custom.Badges'],
    logStreamType: 'JsonArray',
    logStreamTypeOptions: { jsonArrayEnvelopeField: 'events' },
    authMethod: 'Basic',
    authUsername: 'badges',
    authPassword: 'stand-in-secret-password-4712',
  },
  {
    integrationId: '192a3b42-5d6e-4f70-8182-93041526374a',
    integrationLabel: 'Payment provider',
    logTypes: ['Custom.Payments'],
    logStreamType: 'Auto',
    logStreamTypeOptions: {},
    authMethod: 'HMAC',
    authHeaderKey: 'x-signature',
    authSecretValue: 'stand-in-secret-hmac-4713',
    authHmacAlg: 'SHA256',
  },
]
