/** Why an argument was refused. */
export type ArgumentRule =
  /** All free arguments together are longer than allowed. */
  | 'length'
  /** It holds a character that is not allowed. */
  | 'character'
  /** It is empty. */
  | 'empty'
  /** It begins with `-` where a value is expected. */
  | 'dash'
  /** The flag is not on the tool's list. */
  | 'flag'
  /** The flag's value is missing, not expected, or not of its kind. */
  | 'value'
  /** It is no flag, and the tool takes no other words, or not so many. */
  | 'operand'
  /** The flag was given before. */
  | 'repeated'

/** What the error tells besides its message. */
export interface ArgumentErrorOptions {
  /** What to write instead, as a sentence. */
  readonly suggestion: string
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * An argument that does not reach the program, in words that the caller may see.
 *
 * @example
 * try {
 *   checkToken('a;b')
 * } catch (error) {
 *   if (!(error instanceof ArgumentError)) throw error
 *   console.error(error.rule, error.suggestion)
 * }
 */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
  readonly rule: ArgumentRule
  readonly suggestion: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(rule: ArgumentRule, message: string, options: ArgumentErrorOptions) {
    super(message)
    this.rule = rule
    this.suggestion = options.suggestion
    this.data = options.data ?? {}
  }
}
