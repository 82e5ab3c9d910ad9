import type { Clock } from 'plinth'
import { z } from 'zod'
import type { Call } from './call.ts'
import type { Answer } from './exchange.ts'
import {
  failedThere,
  notAccepted,
  notAllowed,
  notThere,
  notUnderstood,
  tooMany,
  wrongToken,
} from './failures.ts'
import type { Wanted } from './permission-names.ts'

/** Where a call says which permissions it needs. */
export const WANTED = 'panther.permissions'

const wantedBy = ({ state }: Call): Wanted | undefined => state?.get(WANTED) as Wanted | undefined

const refusal = z.object({ message: z.string() })

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notUnderstood(cause)
  }
}

/** The reason that Panther gives for a refusal, where it gives one. */
const reasonIn = (text: string): string => {
  if (!text.trimStart().startsWith('{')) return ''
  try {
    return refusal.safeParse(JSON.parse(text)).data?.message ?? ''
  } catch {
    return ''
  }
}

/** Seconds or a date (RFC 9110, "Retry-After"), as milliseconds from now. */
export const retryAfterMs = (value: string | undefined, clock: Pick<Clock, 'now'>): number | undefined => {
  if (value === undefined) return undefined
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now())
}

export interface Reading {
  readonly call: Call
  readonly clock: Pick<Clock, 'now'>
  /** What a 404 says is not there, such as `alert "a1"`. */
  readonly missing?: string
}

/** Throws what an answer means that is no success. */
export const requireSuccess = (answer: Answer, { call, clock, missing }: Reading): void => {
  const { status, text } = answer
  if (status >= 200 && status < 300) return
  if (status === 401) throw wrongToken()
  if (status === 403) throw notAllowed(wantedBy(call), reasonIn(text))
  if (status === 404 && missing !== undefined) throw notThere(missing)
  if (status === 429) throw tooMany(retryAfterMs(answer.retryAfter, clock))
  if (status >= 400 && status < 500) throw notAccepted(reasonIn(text))
  throw failedThere(status)
}

/** The body of a successful answer, of the shape that the API promises. */
export const bodyOf = <T>(answer: Answer, shape: z.ZodType<T>, reading: Reading): T => {
  requireSuccess(answer, reading)
  const parsed = shape.safeParse(parse(answer.text))
  if (!parsed.success) throw notUnderstood(parsed.error)
  return parsed.data
}

const graphql = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        extensions: z.looseObject({ code: z.string().nullish().catch(null) }).nullish(),
      }),
    )
    .nullish(),
})

const MISSING = /not found|does not exist|no such/i
const FORBIDDEN = /permission|forbidden|not authorized|unauthorized|access denied/i

/** The data of a GraphQL answer, of the shape that the document promises. */
export const dataOf = <T>(answer: Answer, shape: z.ZodType<T>, reading: Reading): T => {
  const { call, missing } = reading
  requireSuccess(answer, reading)
  const body = graphql.safeParse(parse(answer.text))
  if (!body.success) throw notUnderstood(body.error)
  const { data, errors } = body.data
  const [first] = errors ?? []
  if (first) {
    if (FORBIDDEN.test(first.extensions?.code ?? '') || FORBIDDEN.test(first.message))
      throw notAllowed(wantedBy(call), first.message)
    if (missing !== undefined && (first.extensions?.code === 'NOT_FOUND' || MISSING.test(first.message)))
      throw notThere(missing)
    throw notAccepted(first.message)
  }
  const parsed = shape.safeParse(data)
  if (!parsed.success) throw notUnderstood(parsed.error)
  return parsed.data
}
