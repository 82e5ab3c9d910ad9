import { currentContext } from '../context/current.ts'
import { ToolError, type ToolErrorOptions } from '../define/errors.ts'
import type { EventFacts } from '../events.ts'

type Refused = EventFacts['security.refused']

/** What hears of refusals: the context of a call. */
export interface RefusalListener {
  emit(type: 'security.refused', facts: Refused): void
}

/** What is told of a refusal beside the message. */
export interface SafetyErrorOptions extends Omit<ToolErrorOptions, 'data'> {
  readonly what: Refused['what']
  /** The rule that refused, for the audit trail. */
  readonly rule: string
  /** What was refused, for the audit trail. */
  readonly subject: string
}

/**
 * Something was refused. The caller sees the message, which tells nothing of the inside; the rule and the subject are
 * for the audit trail and for handlers.
 *
 * @example
 * const fetchPage = safeFetch({ maxBytes: 1_000_000 })
 * server.tool('page', { input: z.object({ url: z.url() }) }, async ({ url }) => {
 *   try {
 *     return await (await fetchPage(url)).text()
 *   } catch (error) {
 *     if (error instanceof SafetyError && error.rule === 'size') return 'The page is too large'
 *     throw error
 *   }
 * })
 */
export class SafetyError extends ToolError {
  readonly what: Refused['what']
  readonly rule: string
  readonly subject: string

  constructor(message: string, options: SafetyErrorOptions) {
    super(message, { code: 'PERMISSION_DENIED', ...options })
    this.what = options.what
    this.rule = options.rule
    this.subject = options.subject
  }
}

/** The call that this code runs in, where it runs in one. */
export const callAround = (): RefusalListener | undefined => {
  try {
    return currentContext()
  } catch {
    return undefined
  }
}

/** Tells of an error, if it is a refusal, and gives it back. */
export const report = (error: unknown, listener: RefusalListener | undefined): unknown => {
  if (error instanceof SafetyError)
    listener?.emit('security.refused', { what: error.what, subject: error.subject, rule: error.rule })
  return error
}

const LONGEST_SUBJECT = 200

/** A text as it may stand in a message or an event: bounded, and on one line. */
export const brief = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
  return line.length > LONGEST_SUBJECT ? `${line.slice(0, LONGEST_SUBJECT)}...` : line
}
