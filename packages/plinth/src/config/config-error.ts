/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** The environment variable, the key, or the file that it is about. */
  readonly name: string
  /** The whole story as a sentence: what is wrong, where, and what is allowed. */
  readonly message: string
}

/**
 * The configuration cannot be used. It holds all problems that were found, not only the first.
 *
 * @example
 * try {
 *   loadConfig({ env: { MCP_SERVER_PORT: 'eighty' }, dotenv: false })
 * } catch (error) {
 *   if (!(error instanceof ConfigError)) throw error
 *   for (const { message } of error.problems) console.error(message)
 * }
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const lines = problems.map(({ message }) => `- ${message}`)
    super(`The configuration cannot be used:\n${lines.join('\n')}`, options)
    this.problems = problems
  }
}
