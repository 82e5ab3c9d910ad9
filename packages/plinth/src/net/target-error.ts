/** Why a target was refused. */
export type TargetRule =
  /** It is no address, network or host name, or is written in a form that others might read differently. */
  | 'form'
  /** It lies outside of what the policy allows. */
  | 'not-allowed'
  /** It is a network, where one machine is expected. */
  | 'network'
  /** The network holds more addresses than the policy allows. */
  | 'too-large'
  /** The name has no address. */
  | 'unresolved'

/** What the error tells besides its message. */
export interface TargetErrorOptions {
  /** What to write instead, as a sentence. */
  readonly suggestion: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * A target that the policy refuses, in words that the caller may see.
 *
 * @example
 * try {
 *   targetPolicy().check('8.8.8.8')
 * } catch (error) {
 *   if (!(error instanceof TargetError)) throw error
 *   console.error(error.rule, error.suggestion)
 * }
 */
export class TargetError extends Error {
  override readonly name = 'TargetError'
  readonly rule: TargetRule
  readonly suggestion: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(rule: TargetRule, message: string, options: TargetErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.rule = rule
    this.suggestion = options.suggestion
    this.data = options.data ?? {}
  }
}
