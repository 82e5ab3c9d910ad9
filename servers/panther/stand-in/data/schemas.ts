import type { Making } from './detections.ts'
import type { ColumnType } from './log-type.ts'
import { logTypes } from './log-types.ts'
import { day, isoTime } from './time.ts'

export type LogSchema = {
  name: string
  description: string
  spec: string
  discoveredSpec: string
  version: number
  revision: number
  isArchived: boolean
  isManaged: boolean
  isFieldDiscoveryEnabled: boolean
  referenceURL: string
  createdAt: string
  updatedAt: string
  /** Whether a source sends such logs; not a field of the schema. */
  isInUse: boolean
}

const kinds: Record<ColumnType, string> = {
  VARCHAR: 'string',
  NUMBER: 'bigint',
  BOOLEAN: 'boolean',
  TIMESTAMP_NTZ: 'timestamp',
  OBJECT: 'json',
  ARRAY: 'json',
  VARIANT: 'json',
}

const specOf = (columns: Record<string, ColumnType>, indicators: Record<string, string>) =>
  [
    'fields:',
    ...Object.entries(columns).flatMap(([name, type]) => [
      `  - name: ${name}`,
      `    type: ${kinds[type]}`,
      ...(indicators[name] === undefined ? [] : [`    indicators: [${indicators[name]}]`]),
    ]),
    '',
  ].join('\n')

const custom: [name: string, inUse: boolean, archived: boolean][] = [
  ['Custom.Deployments', true, false],
  ['Custom.Badges', true, false],
  ['Custom.Payments', true, false],
  ['Custom.LegacyVPN', false, true],
  ['Cloudflare.HttpRequest', true, false],
]

export const schemas = ({ random, now }: Making): LogSchema[] => {
  const schema = (name: string, description: string, spec: string, managed: boolean): LogSchema => ({
    name,
    description,
    spec,
    discoveredSpec: '',
    version: random.int(1, 6),
    revision: random.int(1, 30),
    isArchived: false,
    isManaged: managed,
    isFieldDiscoveryEnabled: !managed,
    referenceURL: managed ? 'https://docs.panther.com/data-onboarding/supported-logs' : '',
    createdAt: isoTime(now - random.int(200, 500) * day),
    updatedAt: isoTime(now - random.int(1, 180) * day),
    isInUse: true,
  })
  return [
    ...logTypes.map(([type]) =>
      schema(type.name, type.description, specOf(type.columns, type.indicators), true),
    ),
    ...custom.map(([name, isInUse, isArchived]) => ({
      ...schema(
        name,
        `Events of ${name.split('.')[1]}`,
        specOf({ time: 'TIMESTAMP_NTZ', subject: 'VARCHAR', ip: 'VARCHAR' }, { ip: 'ip' }),
        name.startsWith('Cloudflare'),
      ),
      isInUse,
      isArchived,
    })),
  ]
}
