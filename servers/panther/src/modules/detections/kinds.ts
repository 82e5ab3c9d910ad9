import { z } from 'zod'
import { actor, anything, count, flag, text, texts } from '../../shapes.ts'

export const DETECTION_TYPES = ['rules', 'scheduled_rules', 'simple_rules', 'policies'] as const

export type DetectionType = (typeof DETECTION_TYPES)[number]

export const detectionType = z.enum(DETECTION_TYPES)

/** Where the API has them, and what one of them is called. */
export const KINDS = {
  rules: { path: '/rules', singular: 'rule', says: 'rule' },
  scheduled_rules: { path: '/scheduled-rules', singular: 'scheduled_rule', says: 'scheduled rule' },
  simple_rules: { path: '/simple-rules', singular: 'simple_rule', says: 'simple rule' },
  policies: { path: '/policies', singular: 'policy', says: 'policy' },
} as const satisfies Record<DetectionType, { path: string; singular: string; says: string }>

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
