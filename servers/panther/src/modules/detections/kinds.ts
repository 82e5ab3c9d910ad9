import { z } from 'zod'
import type { Permission } from '../../client/permission-names.ts'
import { actor, anything, count, flag, text, texts } from '../../shapes.ts'

export const DETECTION_TYPES = ['rules', 'scheduled_rules', 'simple_rules', 'policies'] as const

export type DetectionType = (typeof DETECTION_TYPES)[number]

export const detectionType = z.enum(DETECTION_TYPES)

interface Kind {
  readonly path: string
  readonly singular: 'rule' | 'scheduled_rule' | 'simple_rule' | 'policy'
  readonly says: string
  readonly read: Permission
  readonly modify: Permission
}

const forRules = { read: 'RuleRead', modify: 'RuleModify' } as const

/** Where the API has them, what one of them is called, and what the API token needs to read and to change it. */
export const KINDS = {
  rules: { ...forRules, path: '/rules', singular: 'rule', says: 'rule' },
  scheduled_rules: {
    ...forRules,
    path: '/scheduled-rules',
    singular: 'scheduled_rule',
    says: 'scheduled rule',
  },
  simple_rules: { ...forRules, path: '/simple-rules', singular: 'simple_rule', says: 'simple rule' },
  policies: {
    read: 'PolicyRead',
    modify: 'PolicyModify',
    path: '/policies',
    singular: 'policy',
    says: 'policy',
  },
} as const satisfies Record<DetectionType, Kind>

const common = {
  id: z.string(),
  displayName: text,
  description: text,
  enabled: flag,
  severity: text,
  tags: texts,
  reports: anything.nullish(),
  managed: flag,
  outputIDs: texts,
  createdBy: actor,
  createdAt: text,
  lastModified: text,
}

const raising = { ...common, threshold: count, dedupPeriodMinutes: count }

/** What a list tells of each: neither code nor tests. */
export const summaries = {
  rules: z.object({ ...raising, logTypes: texts }),
  simple_rules: z.object({ ...raising, logTypes: texts }),
  scheduled_rules: z.object({ ...raising, scheduledQueries: texts }),
  policies: z.object({ ...common, resourceTypes: texts }),
} as const

/** Everything that the API says of one. */
export const detection = z.looseObject(common)
