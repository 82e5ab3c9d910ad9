import { ToolError } from 'plinth'
import { unrestricted } from './queries.ts'
import { grouped, isSign, isWord, type Part, tokensOf } from './tokens.ts'

const refuse = (message: string, suggestion: string): ToolError =>
  new ToolError(message, { code: 'VALIDATION_ERROR', suggestion })

const notReading = (): ToolError =>
  refuse('Only statements that read can be run', 'Use SELECT, WITH, SHOW, DESCRIBE or EXPLAIN')

const TELLING = ['show', 'describe', 'desc']

const partsOf = (sql: string): readonly Part[] => {
  const tokens = tokensOf(sql)
  const parts = tokens && grouped(tokens)
  if (!parts)
    throw refuse('The statement cannot be read: a quote, a comment or a bracket has no end', 'Close it')
  const end = parts.findLastIndex(part => !isSign(part, ';')) + 1
  return parts.slice(0, end)
}

/** What EXPLAIN explains; the statement itself where it is none. */
const explained = (parts: readonly Part[]): readonly Part[] => {
  if (!isWord(parts[0], 'explain')) return parts
  return parts.slice(isWord(parts[1], 'using') ? 3 : 1)
}

/**
 * Refuses what is not one statement that only reads, and what reads events without restricting their time.
 *
 * @throws ToolError that says how to write it
 */
export const checkStatement = (sql: string, database: string): void => {
  const parts = partsOf(sql)
  if (parts.some(part => isSign(part, ';', '->>')))
    throw refuse('Only one statement can be run at a time', 'Send them one by one')
  const query = explained(parts)
  if (isWord(query[0], ...TELLING)) return
  const found = unrestricted(query, database)
  if (found === 'no query') throw notReading()
  if (found)
    throw refuse(
      `The query does not restrict the time of the events that it reads from ${found.table}`,
      `Add a condition to the WHERE of that SELECT, beside all others: p_occurs_since('1 d'), ` +
        `p_occurs_between('2024-03-20', '2024-03-21'), or one that compares ${found.column} with a time`,
    )
}
