import { ToolError } from 'plinth'

/** Databases of events: a table there that is read without a time is read from its beginning, which takes hours. */
const TIMED = [
  'panther_logs',
  'panther_views',
  'panther_signals',
  'panther_rule_matches',
  'panther_rule_errors',
  'panther_monitor',
  'panther_cloudsecurity',
]

const refuse = (message: string, suggestion: string): ToolError =>
  new ToolError(message, { code: 'VALIDATION_ERROR', suggestion })

/** Comments, texts in quotes, names in quotes, and texts between two dollars, in Snowflake's SQL. */
const TOKENS =
  /--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$/g

const PLAIN_NAME = /^"[\w$]+"$/

/**
 * A statement without what is no code: comments vanish, and texts become empty. Names in quotes keep their letters, since
 * `"p_event_time"` is that column too, unless there is more in them than a name: `"where p_event_time > 1"` restricts nothing.
 */
export const codeOf = (sql: string): string =>
  sql
    .replace(TOKENS, token => {
      if (token.startsWith('"')) return PLAIN_NAME.test(token) ? token : '"_"'
      return token.startsWith("'") || token.startsWith('$$') ? "''" : ' '
    })
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?\. ?/g, '.')
    .trim()
    .replace(/(?:\s*;)+$/, '')
    .toLowerCase()

const READING = /^(\( *)*(select|with|show|describe|desc|explain)\b/
/** Also inside of a statement that begins with `with` or `explain`. */
const CHANGING =
  /(?<![":.])\b(insert into|update [\w."]+ set|delete from|merge into|drop|truncate|alter|create|grant|revoke|call|copy into|execute immediate|undrop)\b/

const AFTER_WHERE = /\b(?:where|and|on|qualify|having)\b.*/
const COMPARED = /p_event_time"?\s*(?:>=|<=|=|>|<|between\b)|(?:>=|<=|=|>|<)\s*(?:[\w.]+\.)?"?p_event_time\b/
const MACRO = /\bp_occurs_(?:since|between|around|after|before)\s*\(/

const SOURCES = /\b(?:from|join)\s+(?!\()(?!lateral\b)(?!table\s*\((?!\s*''))([\w."$]+)/g

/** Names that the statement itself defines. */
const definedIn = (code: string): ReadonlySet<string> =>
  new Set(
    [...code.matchAll(/(?:\bwith|,)\s*(?:recursive\s+)?([\w$]+)(?:\s*\([^)]*\))?\s+as\s*\(/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  )

const EVENTS = new RegExp(`\\b(?:${TIMED.join('|')})"?\\."?(?!information_schema\\b)`)

/** Whether a statement reads events: from a database that it names, or from the one where tables are looked for. */
const hasEvents = (code: string, database: string): boolean => {
  if (/^(show|describe|desc)\b/.test(code)) return false
  if (EVENTS.test(code)) return true
  const [standard = ''] = database.toLowerCase().split('.')
  const own = definedIn(code)
  return (
    TIMED.includes(standard) &&
    [...code.matchAll(SOURCES)].some(([, source = '']) => {
      const parts = source.replaceAll('"', '').split('.')
      return parts.length < 3 && !parts.includes('information_schema') && !own.has(source)
    })
  )
}

/**
 * Refuses what is not one statement that only reads, and what reads events without restricting their time.
 *
 * @throws ToolError that says how to write it
 */
export const checkStatement = (sql: string, database: string): void => {
  const code = codeOf(sql)
  if (code.includes(';')) throw refuse('Only one statement can be run at a time', 'Send them one by one')
  if (!READING.test(code) || CHANGING.test(code))
    throw refuse('Only statements that read can be run', 'Use SELECT, WITH, SHOW, DESCRIBE or EXPLAIN')
  const condition = AFTER_WHERE.exec(code)?.[0] ?? ''
  if (hasEvents(code, database) && !COMPARED.test(condition) && !MACRO.test(condition))
    throw refuse(
      'The query does not restrict the time of the events that it reads',
      "Add a condition such as p_occurs_since('1 d'), p_occurs_between('2024-03-20', '2024-03-21'), or one that compares p_event_time",
    )
}
