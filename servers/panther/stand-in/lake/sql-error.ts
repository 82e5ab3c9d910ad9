/** A query that cannot be run; the message is what Snowflake would say. */
export class SqlError extends Error {
  constructor(message: string) {
    super(`SQL compilation error:\n${message}`)
  }
}

const known: [pattern: RegExp, message: (part: string) => string][] = [
  [/^no such column: (.+)$/, name => `invalid identifier '${name.toUpperCase()}'`],
  [/^ambiguous column name: (.+)$/, name => `ambiguous column name '${name.toUpperCase()}'`],
  [/^no such function: (.+)$/, name => `Unknown function ${name.toUpperCase()}`],
  [/^near "(.*)": syntax error$/, part => `syntax error unexpected '${part}'.`],
  [/^incomplete input$/, () => 'syntax error unexpected end of the statement.'],
  [/^wrong number of arguments to function (.+)\(\)$/, name => `wrong number of arguments for ${name}`],
]

/** What SQLite complains about, in the words of Snowflake. */
export const sqlError = (cause: unknown): Error => {
  if (cause instanceof SqlError) return cause
  const message = cause instanceof Error ? cause.message : `${cause}`
  for (const [pattern, words] of known) {
    const match = pattern.exec(message)
    if (match !== null) return new SqlError(words(match[1] ?? ''))
  }
  return new Error(`SQL execution error: ${message}`)
}
