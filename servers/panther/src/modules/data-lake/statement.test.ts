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
    "SELECT 1 FROM t a JOIN u b ON a.id = b.id AND p_occurs_between('2024-01-01', '2024-01-02', a) AND b.p_event_time > '2024-01-01'",
    "SELECT 1 FROM t LEFT JOIN u AS o ON t.x = left(o.x, 3) AND p_occurs_since('1 d', o) WHERE panther_logs.public.t.p_event_time > '2024-01-01'",
    "SELECT 1 FROM (t a JOIN u b ON p_occurs_since('1 d', a) AND p_occurs_since('1 d', b))",
    "SELECT * FROM t WHERE (a = 1 OR b = 2) AND (x = 'y' AND (p_event_time BETWEEN '2024-01-01' AND '2024-01-02'))",
    "SELECT * FROM t WHERE p_occurs_since('1 d') AND a = 1 OR p_event_time >= '2024-01-01' AND b = 2",
    "SELECT * FROM t WHERE date_trunc('day', p_event_time) = '2024-01-01'::date AND CASE WHEN a OR b THEN 1 END = 1",
    "SELECT * FROM t WHERE p_event_time::date IN ('2024-01-01', '2024-01-02')",
    "SELECT a IS DISTINCT FROM b FROM t, LATERAL FLATTEN(input => t.list) f WHERE t.p_event_time > '2024-01-01' GROUP BY 1",
    "SELECT * FROM t WHERE p_occurs_since('1 d') UNION ALL BY NAME SELECT * FROM u WHERE p_occurs_since('1 d') ORDER BY 1",
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n',
    'WITH a AS (SELECT 1 AS i), b AS (SELECT * FROM a) SELECT (SELECT count(*) FROM b) FROM a JOIN b USING (i)',
    "SELECT * FROM (SELECT * FROM t WHERE p_occurs_since('1 d')) x WHERE EXISTS (SELECT 1 FROM panther_lookups.public.l WHERE l.id = x.id)",
    "EXPLAIN USING TEXT SELECT * FROM t WHERE p_occurs_since('1 d')",
    "(SELECT * FROM t WHERE p_occurs_since('1 d')) UNION (SELECT 1)",
    "SELECT $$ FROM aws_cloudtrail $$, 'it''s -- \\' FROM', \"a\"\"b\" // FROM u",
    "SELECT * FROM VALUES (1, 'FROM t'), (2, 'x') v",
    'SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))',
    "WITH recent AS (SELECT * FROM aws_cloudtrail WHERE p_occurs_since('6 h')) SELECT count(*) FROM recent;",
    'SELECT "p_event_time" FROM t WHERE "p_event_time" > CURRENT_DATE',
    "SELECT * FROM t WHERE '2024-01-01' <= t.p_event_time",
    'SELECT * FROM t WHERE p_event_time >= DATEADD(month, -1, DATE_TRUNC(month, CURRENT_DATE)) AND x = 1',
    "SELECT * FROM t WHERE p_event_time > CURRENT_TIMESTAMP()::timestamp_ntz(9) - INTERVAL '1 day'",
    "SELECT * FROM t WHERE p_event_time BETWEEN TIMESTAMP '2024-01-01' AND DATEADD('hour', 1, '2024-01-01'::timestamp_ntz)",
    "SELECT * FROM t WHERE CAST(p_event_time AS DATE) = CAST('2024-01-01' AS DATE)",
    "SELECT * FROM t a JOIN u b ON a.x = b.x WHERE p_occurs_between('2024-01-01', '2024-01-02', a, p_parse_time) AND p_occurs_since(3600, \"B\")",
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
    "SELECT * FROM IDENTIFIER('aws_' || 'cloudtrail')",
    'SELECT * FROM TABLE($name)',
    // Beside an OR, inside of NOT, CASE, or another comparison, nothing is restricted.
    "SELECT * FROM t WHERE p_occurs_since('1 d') OR 1 = 1",
    "SELECT * FROM t WHERE a = 1 AND (p_event_time > '2024-01-01' OR b = 2)",
    "SELECT * FROM t WHERE NOT p_occurs_since('1 d')",
    "SELECT * FROM t WHERE NOT (p_event_time > '2024-01-01')",
    "SELECT * FROM t WHERE p_event_time NOT BETWEEN '2024-01-01' AND '2024-01-02'",
    "SELECT * FROM t WHERE p_event_time <> '2024-01-01'",
    'SELECT * FROM t WHERE p_event_time = p_event_time',
    "SELECT * FROM t WHERE p_event_time > '2024-01-01' IS NULL",
    "SELECT * FROM t WHERE p_event_time > '2024-01-01' = FALSE",
    "SELECT * FROM t WHERE p_occurs_since('1 d') = FALSE",
    "SELECT * FROM t WHERE CASE WHEN x THEN p_event_time > '2024-01-01' ELSE TRUE END",
    "SELECT * FROM t WHERE iff(p_event_time > '2024-01-01', TRUE, TRUE)",
    "SELECT * FROM t WHERE x:p_event_time > '2024-01-01'",
    // What it is compared with, and what a macro is given, may be anything.
    'SELECT * FROM t WHERE p_event_time <= p_parse_time',
    "SELECT * FROM t WHERE p_event_time > x - INTERVAL '1 day'",
    'SELECT * FROM t WHERE p_event_time > COALESCE(NULL, x)',
    'SELECT * FROM t WHERE p_event_time IN (x)',
    "SELECT * FROM t WHERE p_event_time BETWEEN '2024-01-01' AND x",
    'SELECT * FROM t WHERE p_event_time <= (SELECT t.x)',
    'SELECT * FROM t WHERE p_event_time >= ALL (SELECT t.x)',
    "SELECT * FROM t WHERE date_trunc('day', p_event_time) = date_trunc('day', x)",
    "SELECT * FROM t WHERE p_event_time::varchar || x > '0'",
    'SELECT * FROM t WHERE p_event_time::date - x::date <= 0',
    "SELECT * FROM t WHERE to_timestamp(x, p_event_time) > '1'",
    'SELECT * FROM t WHERE p_occurs_since(x)',
    'SELECT * FROM t WHERE p_occurs_since()',
    "SELECT * FROM t WHERE p_occurs_between('2024-01-01', p_event_time)",
    "SELECT * FROM t WHERE p_occurs_since('1 d', t, x)",
    // Not where it counts.
    "SELECT p_event_time > '2024-01-01' FROM t",
    "SELECT count_if(p_occurs_since('1 d')) FROM t WHERE x = 1",
    "SELECT max(p_event_time) FROM t GROUP BY x HAVING max(p_event_time) > '2024-01-01'",
    "SELECT * FROM t QUALIFY p_event_time > '2024-01-01'",
    "SELECT * FROM t ORDER BY p_event_time > '2024-01-01'",
    // Every SELECT, and every table in it.
    "SELECT * FROM t WHERE p_occurs_since('1 d') UNION ALL SELECT * FROM u",
    "SELECT * FROM (SELECT * FROM t) WHERE p_occurs_since('1 d')",
    "SELECT * FROM t WHERE p_occurs_since('1 d') AND id IN (SELECT id FROM u)",
    "SELECT (SELECT count(*) FROM u) FROM t WHERE p_occurs_since('1 d')",
    "WITH a AS (SELECT * FROM t) SELECT * FROM a WHERE p_occurs_since('1 d')",
    'WITH t AS (SELECT * FROM t) SELECT * FROM t',
    'WITH a AS (WITH t AS (SELECT 1) SELECT * FROM t) SELECT * FROM t',
    'WITH a AS (SELECT 1) SELECT * FROM panther_logs.public.a',
    "SELECT * FROM t, u WHERE t.p_event_time > '2024-01-01'",
    "SELECT * FROM t JOIN u ON t.id = u.id WHERE p_occurs_since('1 d', t)",
    "SELECT * FROM t JOIN u ON t.id = u.id WHERE p_event_time > '2024-01-01'",
    "SELECT * FROM t JOIN u ON t.p_event_time = u.p_event_time WHERE t.p_event_time > '2024-01-01'",
    "SELECT * FROM t LEFT JOIN u ON t.id = u.id AND p_occurs_since('1 d', t) AND p_occurs_since('1 d', u)",
    "SELECT * FROM (t JOIN u ON t.id = u.id) WHERE p_occurs_since('1 d', t)",
    'SELECT a IS DISTINCT FROM b FROM t',
    "SELECT * FROM t WHERE other.p_event_time > '2024-01-01'",
    'EXPLAIN SELECT * FROM t',
    '(SELECT * FROM t)',
    // What looks like the end of a text or of a comment.
    "SELECT * FROM t WHERE x = '\\'' -- ' AND p_occurs_since('1 d')",
    "SELECT * FROM t WHERE x = $$ ' $$ AND y = 'p_occurs_since(1)'",
    "SELECT * FROM t /* ' */ WHERE x = 1 // ' AND p_occurs_since('1 d')",
    'SELECT "a""b WHERE p_event_time > 1" FROM t',
  ])('wants a time in: %s', statement => {
    expect(check(statement)).toThrow(/does not restrict the time/)
  })

  it('says which table, and what to compare', () => {
    const joined =
      "SELECT * FROM aws_cloudtrail c JOIN okta_systemlog o ON c.x = o.x WHERE p_occurs_since('1 d', c)"
    expect(check(joined)).toThrow(/from okta_systemlog$/)
    try {
      check(joined)()
    } catch (error) {
      expect(error).toMatchObject({ suggestion: expect.stringContaining('compares o.p_event_time with') })
    }
  })

  it('takes a long time for nothing', () => {
    const started = performance.now()
    const nested = (open: string, close: string) => `SELECT ${open.repeat(150)}1${close.repeat(150)} FROM t`
    for (const hostile of [
      nested('(', ')'),
      nested('(SELECT ', ')'),
      nested('(WITH a AS (SELECT 1) SELECT ', ')'),
      `${'WITH a AS ('.repeat(190)}SELECT 1${') SELECT 1 FROM t'.repeat(190)}`,
      `SELECT * FROM t WHERE ${'(a OR '.repeat(150)}b${')'.repeat(150)}`,
      `SELECT * FROM t WHERE ${'a = 1 AND '.repeat(5_000)}b = 1`,
      `SELECT * FROM ${'t, '.repeat(2_000)}t`,
      `SELECT * FROM t ${'/*'.repeat(20_000)}`,
      `SELECT * FROM t WHERE x = '${"''".repeat(20_000)}`,
      '('.repeat(50_000),
    ])
      expect(check(hostile)).toThrow()
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it.each(["SELECT 'a", 'SELECT "a', 'SELECT $$a', 'SELECT /* a', 'SELECT (1', 'SELECT 1)', 'SELECT (1]'])(
    'does not guess where something ends: %s',
    statement => {
      expect(check(statement)).toThrow(/cannot be read/)
    },
  )

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
    'SHOW TABLES ->> SELECT * FROM $1',
    'WITH p AS PROCEDURE () RETURNS INT AS $$ $$ CALL p()',
    "EXPLAIN USING TEXT DELETE FROM t WHERE p_occurs_since('1 d')",
    'TRUNCATE TABLE t',
    'SELECT 1 UNION DELETE FROM t',
    'SELECT 1;; SELECT 2',
    'BEGIN SELECT 1; END',
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
