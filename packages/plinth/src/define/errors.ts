/** What kind of failure a caller is told of. The same codes stand in MCP results, REST errors, logs and metrics. */
export type ErrorCode =
  | 'VALIDATION_ERROR'
  | 'PERMISSION_DENIED'
  | 'CONNECTION_ERROR'
  | 'NOT_FOUND'
  | 'TIMEOUT'
  | 'RATE_LIMITED'
  | 'RESOURCE_EXHAUSTED'
  | 'CIRCUIT_BREAKER_OPEN'
  | 'EXECUTION_ERROR'
  | 'INTERNAL_ERROR'
  | 'UNKNOWN'

/** What a caller is told beside the message of an error. */
export interface ToolErrorOptions {
  /** What kind of failure this is. Default `EXECUTION_ERROR`. */
  readonly code?: ErrorCode
  /** What the caller can do about it, as a sentence. */
  readonly suggestion?: string
  /** When it makes sense to try again, in milliseconds from now. */
  readonly retryAfterMs?: number
  /**
   * Facts about the failure that the caller may see. Where something was refused for safety, `refused` says what
   * (`target`, `flag`, `file`, `url` or `code`) and `rule` why: metrics and the audit trail hear of it.
   */
  readonly data?: Readonly<Record<string, unknown>>
  /** The error behind this one: it goes into the log and never to the caller. */
  readonly cause?: unknown
}

/**
 * A failure that the caller may be told of, word for word. Every other error that a handler throws is masked:
 * the caller sees an error id, and the log holds the error under that id.
 *
 * @example
 * server.tool('forecast', { input: z.object({ city: z.string() }) }, ({ city }) => {
 *   throw new ToolError(`No such city: ${city}`, { code: 'NOT_FOUND', suggestion: 'Check the spelling' })
 * })
 */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  readonly code: ErrorCode
  readonly suggestion: string | undefined
  readonly retryAfterMs: number | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(message: string, options: ToolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code ?? 'EXECUTION_ERROR'
    this.suggestion = options.suggestion
    this.retryAfterMs = options.retryAfterMs
    this.data = options.data
  }
}
