import { describe, expect, it } from 'vitest'
import { statementFor } from './alert-event-stats.ts'
import { sql } from './sql.ts'
import { checkStatement } from './statement.ts'

const LOGS = 'panther_logs.public'
const check =
  (statement: string, database = LOGS) =>
  () =>
    checkStatement(statement, database)

describe('statements', () => {
  it.each([
    "SELECT * FROM aws_cloudtrail WHERE p_occurs_since('1 d')",
    "select count(*) from panther_logs.public.okta_systemlog where p_event_time >= '2024-01-01' and x = 'drop'",
    "SELECT 1 FROM t a JOIN u b ON a.id = b.id AND p_occurs_between('2024-01-01', '2024-01-02', a)",
    "WITH recent AS (SELECT * FROM aws_cloudtrail WHERE p_occurs_since('6 h')) SELECT count(*) FROM recent;",
    'SELECT "p_event_time" FROM t WHERE "p_event_time" > CURRENT_DATE',
    "SELECT * FROM t WHERE '2024-01-01' <= t.p_event_time",
    'SELECT 1',
    'SHOW TABLES IN panther_logs.public',
    'DESCRIBE TABLE panther_logs.public.aws_cloudtrail',
    'SELECT table_name FROM panther_logs.information_schema.tables',
    "SELECT * FROM t WHERE p_occurs_since('1 d') AND action = 'DELETE FROM x' -- update me",
    `SELECT params:create, "call", "a; drop it" FROM t WHERE p_occurs_since('1 d')`,
    "SELECT * FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[1]')))",
  ])('lets pass: %s', statement => {
    expect(check(statement)).not.toThrow()
  })

  it.each([
    'SELECT * FROM aws_cloudtrail',
    'SELECT p_event_time FROM aws_cloudtrail',
    "SELECT * FROM aws_cloudtrail WHERE x = 'p_occurs_since(1)'",
    'SELECT * FROM aws_cloudtrail -- WHERE p_event_time > 1',
    'SELECT * FROM aws_cloudtrail /* WHERE p_occurs_since(1) */ WHERE 1 = 1',
    'SELECT * FROM "PANTHER_LOGS"."PUBLIC"."AWS_CLOUDTRAIL"',
    'SELECT 1 AS "where p_occurs_since(" FROM aws_cloudtrail',
    'SELECT 1 AS "where p_event_time > 1" FROM aws_cloudtrail',
    "SELECT * FROM TABLE('panther_logs.public.aws_cloudtrail')",
  ])('wants a time in: %s', statement => {
    expect(check(statement)).toThrow(/does not restrict the time/)
  })

  it('wants a time where another database is named too, and none for what has no events', () => {
    expect(check('SELECT * FROM panther_signals.public.correlation_signals', 'other.public')).toThrow()
    expect(check('SELECT * FROM panther_logs . /* */ public . t', 'other.public')).toThrow()
    expect(check('SELECT * FROM my_lookup', 'panther_lookups.public')).not.toThrow()
  })

  it.each([
    'DROP TABLE t',
    "SELECT 1; DELETE FROM t WHERE p_occurs_since('1 d')",
    "WITH x AS (SELECT 1) DELETE FROM t WHERE p_occurs_since('1 d')",
    'CALL system$wait(1)',
    "EXPLAIN INSERT INTO t SELECT 1 WHERE p_occurs_since('1 d')",
    '',
  ])('only reads: %j', statement => {
    expect(check(statement)).toThrow(/Only/)
  })
})

describe('values', () => {
  it('are checked before they stand in a statement', () => {
    expect(sql`a IN (${['a-1', 'b:2']}) AND n = ${5} AND t > ${new Date(0)}`).toBe(
      "a IN ('a-1', 'b:2') AND n = 5 AND t > '1970-01-01T00:00:00.000Z'",
    )
    for (const hostile of ["x' OR '1'='1", 'a\\', 'a b', '', 'a\nb', 'ä', 'x;--'])
      expect(() => sql`${[hostile]}`).toThrow(/cannot stand/)
    expect(() => sql`${1.5}`).toThrow(/no whole number/)
    expect(() => sql`${[]}`).toThrow(/cannot stand/)
  })

  it('make a statement that restricts its time', () => {
    const from = new Date('2024-03-20T00:00:00Z')
    const statement = statementFor({ alertIds: ['a1', 'a2'], minutes: 15, from, to: from })
    expect(statement).toContain("p_alert_id IN ('a1', 'a2')")
    expect(check(statement, 'panther_signals.public')).not.toThrow()
  })
})
