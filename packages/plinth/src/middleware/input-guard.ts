import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import { failedResult } from '../define/result.ts'
import { describeIssues } from '../define/schema.ts'
import { type ForbiddenPattern, findFault, type InputLimits } from './input-fault.ts'
import { requireWhole } from './whole-number.ts'

/** What `inputGuard` lets pass. */
export interface InputGuardOptions {
  /** The most characters that any text may have, names of fields included. Default 1,000. */
  readonly maxLength?: number
  /** The most bytes that all values and names of fields may have together. Default 65,536. */
  readonly maxBytes?: number
  /** How many objects and lists may stand inside one another. Default 16. */
  readonly maxDepth?: number
  /** What no text may match. Default: nothing is forbidden. */
  readonly forbidden?: readonly ForbiddenPattern[]
}

/** Deeper than any message that is let in, and not too deep to be walked. */
const DEEPEST = 1_000

/** A pattern that remembers where it stopped would let every second text through. */
const forgetful = ({ pattern, message }: ForbiddenPattern): ForbiddenPattern => ({
  pattern: new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')),
  message,
})

/** What a caller gives to a component; names, cursors and metadata are looked up or checked elsewhere. */
const inputOf = ({ method, params }: MiddlewareContext): unknown => {
  switch (method) {
    case 'tools/call':
    case 'prompts/get':
      return params.arguments
    case 'resources/read':
      return { uri: params.uri }
    case 'completion/complete':
      return { argument: params.argument, context: params.context }
    default:
      return undefined
  }
}

const refusal = (ctx: MiddlewareContext, path: string, fault: string): Outcome => {
  const issues = [{ path, message: fault }]
  const name = ctx.component?.name ?? ctx.method
  const message = `Invalid arguments for ${name}: ${describeIssues(issues)}`
  if (ctx.method !== 'tools/call') return refuse({ reason: 'invalid_params', message })
  const suggestion = 'Correct the arguments and call again'
  const failure = { code: 'VALIDATION_ERROR', message, suggestion, data: { issues } } as const
  return { kind: 'result', result: failedResult(failure) }
}

/**
 * Refuses input that is too long, too large, too deep or forbidden before anything reads it, and names the field: as
 * a failed result with `VALIDATION_ERROR` for a tool, as invalid parameters for a prompt, a resource or a completion.
 *
 * Patterns see only texts that are not too long, but one that backtracks without bound is slow on those too.
 *
 * @throws RangeError when an option is out of range
 * @example
 * server.use(inputGuard({ maxLength: 200, forbidden: [{ pattern: /<script/i, message: 'must not hold scripts' }] }))
 */
export const inputGuard = (options: InputGuardOptions = {}): Middleware => {
  const { maxLength = 1_000, maxBytes = 65_536, maxDepth = 16, forbidden = [] } = options
  requireWhole('inputGuard', 'maxLength', maxLength)
  requireWhole('inputGuard', 'maxBytes', maxBytes)
  requireWhole('inputGuard', 'maxDepth', maxDepth, 1, DEEPEST)
  const limits: InputLimits = { maxLength, maxBytes, maxDepth, forbidden: forbidden.map(forgetful) }
  return (ctx, next) => {
    const fault = findFault(inputOf(ctx), limits)
    return fault ? Promise.resolve(refusal(ctx, fault.path, fault.message)) : next()
  }
}
