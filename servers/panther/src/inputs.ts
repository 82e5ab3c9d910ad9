import { z } from 'zod'
import { isTime } from './times.ts'

/** An argument that may be left out or null. */
export const optional = <S extends z.ZodType>(schema: S) => schema.nullish()

export const id = (what: string) => z.string().min(1).max(512).describe(what)

export const ids = (what: string, max = 1_000) =>
  z.array(z.string().min(1).max(512)).min(1).max(max).describe(what)

export const filterBy = (what: string) => z.array(z.string()).default([]).describe(what)

export const contains = (what: string) => optional(z.string().min(1)).describe(what)

export const cursor = optional(z.string().min(1)).describe(
  'Where to go on: the cursor that the page before gave',
)

/** Models send the word where they mean nothing. */
export const cursorIn = (given: string | null | undefined): string | undefined =>
  given === null || given === undefined || given.toLowerCase() === 'null' ? undefined : given

export const limit = (max: number, standard: number) =>
  z.int().min(1).max(max).default(standard).describe(`How many at most, up to ${max}`)

export const time = (what: string) =>
  optional(
    z.string().refine(isTime, 'must be a date or a time in ISO 8601, such as 2024-03-20T00:00:00Z'),
  ).describe(`${what}, in ISO 8601 such as 2024-03-20T00:00:00Z`)

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const
export const STATUSES = ['OPEN', 'TRIAGED', 'RESOLVED', 'CLOSED'] as const
export const severities = z.array(z.enum(SEVERITIES))
export const status = z.enum(STATUSES)
