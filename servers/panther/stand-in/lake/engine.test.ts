import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createWorld } from '../data/world.ts'
import { createEngine } from './engine.ts'

const now = Date.parse('2026-06-01T12:00:00Z')
const world = createWorld(1, now)
const engine = createEngine(world, () => now)
const run = (sql: string, database = 'panther_logs.public') => engine.run(sql, database)
const value = (expression: string) => Object.values(run(`SELECT ${expression} AS it`).rows[0] ?? {})[0]

afterAll(() => engine.close())

describe('expressions', () => {
  it.each<[string, unknown]>([
    ["'it''s'", "it's"],
    ["'a\\'b\\n'", "a'b\n"],
    ['ARRAY_CONTAINS(\'b\'::VARIANT, PARSE_JSON(\'["a","b"]\'))', 1],
    ["ARRAY_CONTAINS('c'::VARIANT, PARSE_JSON('[\"a\"]'))", 0],
    ["ARRAY_SIZE(PARSE_JSON('[1,2,3]'))", 3],
    ['PARSE_JSON(\'{"a":{"b":[5,6]}}\'):a.b[1]', 6],
    ['PARSE_JSON(\'{"a b":1}\'):"a b"', 1],
    ["PARSE_JSON('{\"a\":1}')['a']", 1],
    ["'12'::NUMBER + 1", 13],
    ["CAST('1.6' AS FLOAT)", 1.6],
    ['12::VARCHAR', '12'],
    ["DATE_TRUNC('HOUR', '2026-05-01T10:20:30Z')", '2026-05-01 10:00:00.000'],
    ["DATE_TRUNC(month, '2026-05-17'::timestamp)", '2026-05-01 00:00:00.000'],
    ["DATE_TRUNC('week', '2026-06-03')", '2026-06-01 00:00:00.000'],
    ["DATEADD(day, -2, '2026-05-03')", '2026-05-01 00:00:00.000'],
    ["DATEADD('MONTH', 1, '2026-05-03')", '2026-06-03 00:00:00.000'],
    ["DATEDIFF('minute', '2026-05-01 10:00:59', '2026-05-01 10:02:01')", 2],
    ["EXTRACT(MINUTE FROM '2026-05-01T10:20:30Z')", 20],
    ["HOUR('2026-05-01T10:20:30+02:00'::timestamp)", 8],
    ['CURRENT_TIMESTAMP()', '2026-06-01 12:00:00.000'],
    ['CURRENT_TIMESTAMP', '2026-06-01 12:00:00.000'],
    ["CURRENT_TIMESTAMP - INTERVAL '2 hours'", '2026-06-01 10:00:00.000'],
    ['TO_TIMESTAMP(1780000000)', '2026-05-28 20:26:40.000'],
    ["TIMESTAMP '2026-05-01' < CURRENT_DATE", 1],
    ["IFF(1 > 2, 'a', NVL(NULL, 'b'))", 'b'],
    ["'Abc' LIKE 'a%'", 0],
    ["'Abc' ILIKE 'a_C'", 1],
    ["'a.c' LIKE 'a.c' AND NOT 'abc' LIKE 'a.c'", 1],
    ["'abc' RLIKE 'a.c'", 1],
    ["REGEXP_LIKE('xabc', 'a.c')", 0],
    ["CONTAINS('abc', 'b') AND STARTSWITH('abc', 'a') AND ENDSWITH('abc', 'c')", 1],
    ["SPLIT_PART('a/b/c', '/', 2) || SPLIT_PART('a/b/c', '/', -1)", 'bc'],
    ['DATE_TRUNC(day, NULL)', null],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toEqual(expected)
  })
})

describe('queries', { timeout: 20_000 }, () => {
  it.each([
    ['panther_logs.public.panther_audit', 'panther_logs.public'],
    ['panther_logs.panther_audit', 'panther_signals'],
    ['public.panther_audit', 'panther_logs'],
    ['panther_audit', 'PANTHER_LOGS.PUBLIC'],
    ['PANTHER_LOGS.PUBLIC.PANTHER_AUDIT AS a', 'panther_logs'],
  ])('find the table %s in %s', (name, database) => {
    const [row] = run(`SELECT COUNT(*) AS amount FROM ${name}`, database).rows
    expect(row?.amount).toBeGreaterThanOrEqual(150)
  })

  it.each([
    ["p_occurs_since('6 h')", '2026-06-01 06:00:00.000', '2026-06-01 12:00:00.000'],
    ['p_occurs_since(3600)', '2026-06-01 11:00:00.000', '2026-06-01 12:00:00.000'],
    ["p_occurs_since('2 weeks', t)", '2026-05-18 12:00:00.000', '2026-06-01 12:00:00.000'],
    ["p_occurs_since('1 d', t, p_parse_time)", '2026-05-31 11:00:00.000', '2026-06-01 12:00:00.000'],
    ["p_occurs_between('2026-05-20', '2026-05-22')", '2026-05-20 00:00:00.000', '2026-05-22 00:00:00.000'],
    [
      'p_occurs_between(DATEADD(day, -2, CURRENT_TIMESTAMP()), CURRENT_TIMESTAMP(), t)',
      '2026-05-30 12:00:00.000',
      '2026-06-01 12:00:00.000',
    ],
    ["p_occurs_around('2026-06-01T06:00:00Z', '2 h')", '2026-06-01 04:00:00.000', '2026-06-01 08:00:00.000'],
    ["p_occurs_after('2026-05-25')", '2026-05-25 00:00:00.000', '2026-06-01 12:00:00.000'],
    ["p_occurs_before('2026-05-10')", '2026-05-02 00:00:00.000', '2026-05-10 00:00:00.000'],
    ["p_event_time >= '2026-05-30T00:00:00Z'", '2026-05-30 00:00:00.000', '2026-06-01 12:00:00.000'],
  ])('are restricted to a time by %s', (condition, from, to) => {
    const sql = `SELECT MIN(p_event_time) AS first, MAX(p_event_time) AS last FROM aws_cloudtrail t WHERE ${condition}`
    const [{ first, last } = {}] = run(sql).rows
    expect(`${first}` >= from).toBe(true)
    expect(`${last}` <= to).toBe(true)
  })

  it('compare times however they are written', () => {
    const where = [
      "p_event_time BETWEEN '2026-05-31T00:00:00Z' AND '2026-05-31T23:59:59.999Z'",
      "p_event_time >= '2026-05-31' AND p_event_time < '2026-06-01'",
      "DATE_TRUNC('day', p_event_time) = '2026-05-31'",
      "p_event_time::date = '2026-05-31'",
      "p_event_time BETWEEN '2026-05-31T02:00:00+02:00' AND '2026-06-01T01:59:59.999+02:00'",
    ]
    const counts = where.map(
      condition => run(`SELECT COUNT(*) AS amount FROM aws_cloudtrail WHERE ${condition}`).rows[0]?.amount,
    )
    expect(counts[0]).toBeGreaterThan(0)
    expect(new Set(counts).size).toBe(1)
  })

  it('give arrays, objects and booleans as such, with the types of their columns', () => {
    const { rows, order, types } = run(
      "SELECT p_any_emails, useridentity, readonly, eventname AS Name, useridentity:userName FROM aws_cloudtrail WHERE p_occurs_since('30 d') LIMIT 1",
    )
    expect(rows[0]).toMatchObject({
      p_any_emails: [expect.any(String)],
      useridentity: { accountId: '123456789012' },
      readonly: expect.any(Boolean),
      name: expect.any(String),
    })
    expect(order).toEqual(['p_any_emails', 'useridentity', 'readonly', 'name', 'useridentity:username'])
    expect(types).toMatchObject({
      p_any_emails: 'ARRAY',
      useridentity: 'OBJECT',
      readonly: 'BOOLEAN',
      name: 'VARCHAR',
    })
  })

  it('follow an actor through logs and signals', () => {
    const { username, ip } = world.incident.actor
    const logs = run(
      `WITH seen AS (SELECT p_log_type, p_event_time FROM panther_views.public.all_logs
         WHERE p_occurs_since('6 h') AND ARRAY_CONTAINS('${ip}'::VARIANT, p_any_ip_addresses))
       SELECT p_log_type, COUNT(*) AS events, COUNT_IF(p_event_time > DATEADD(hour, -2, CURRENT_TIMESTAMP())) AS late
       FROM seen GROUP BY 1 ORDER BY 1`,
    )
    expect(logs.rows.map(row => row.p_log_type)).toEqual(['AWS.CloudTrail', 'GitHub.Audit', 'Okta.SystemLog'])
    const signals = run(
      `SELECT f.value::string AS name, ARRAY_AGG(DISTINCT s.p_alert_id) AS alerts, APPROX_COUNT_DISTINCT(s.p_rule_id) AS rules
       FROM panther_signals.public.correlation_signals s, LATERAL FLATTEN(INPUT => s.p_any_usernames) f
       WHERE p_occurs_since('6 h', s) AND f.value = '${username}' GROUP BY name`,
    )
    expect(signals.rows).toHaveLength(1)
    expect(signals.rows[0]?.alerts).toEqual(expect.arrayContaining(world.incident.alertIds))
  })

  it('join tables of several databases, by their full names too', () => {
    const { rows } = run(
      `SELECT c.eventname, m.p_alert_id FROM panther_logs.public.aws_cloudtrail c
       JOIN panther_rule_matches.public.aws_cloudtrail m ON c.p_row_id = m.p_row_id
       WHERE p_occurs_since('2 h', c) AND m.p_rule_id = 'AWS.CloudTrail.Stopped'`,
    )
    expect(rows).toEqual([{ eventname: 'StopLogging', p_alert_id: expect.any(String) }])
    const full = 'panther_logs.public.panther_audit'
    expect(
      run(`SELECT ${full}.sourceip FROM ${full} WHERE ${full}.p_event_time > '2026-01-01' LIMIT 2`).rows,
    ).toHaveLength(2)
  })

  it('of this instance all run', () => {
    for (const { sql } of world.queries) expect(run(sql).order.length).toBeGreaterThan(0)
  })

  it('say how much they read', () => {
    expect(run('SELECT 1').bytesScanned).toBe(0)
    expect(run('SELECT COUNT(*) FROM panther_views.public.all_logs').bytesScanned).toBeGreaterThan(2_000_000)
  })
})

describe('mistakes', () => {
  it.each([
    ['', 'Empty SQL statement'],
    ['UPDATE aws_cloudtrail SET eventname = 1', "unsupported statement 'UPDATE'"],
    ['SELECT 1; DROP TABLE aws_cloudtrail', 'only one statement'],
    ['WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x', 'recursive'],
    ['SELECT FROM aws_cloudtrail', "syntax error unexpected 'FROM'"],
    ['SELECT 1 FROM aws_cloudtrail WHERE', 'syntax error'],
    ['SELECT f(1)', 'Unknown function F'],
    ['SELECT none FROM aws_cloudtrail', "invalid identifier 'NONE'"],
    ['SELECT * FROM none', "Object 'PANTHER_LOGS.PUBLIC.NONE' does not exist"],
    ['SELECT * FROM sqlite_master', "Object 'PANTHER_LOGS.PUBLIC.SQLITE_MASTER' does not exist"],
    ['SELECT * FROM a.b.c.d', 'does not exist'],
    ["SELECT * FROM aws_cloudtrail WHERE p_occurs_since('soon')", "'soon' is not a time offset"],
    ["SELECT * FROM aws_cloudtrail WHERE p_occurs_between('2026-01-01')", 'lacks argument 2'],
    ["SELECT 'open", 'syntax error'],
    ["SELECT p_occurs_since('1 d'", "expecting ')'"],
    ["SELECT 'x'::NUMBER", "Numeric value 'x' is not recognized"],
    ["SELECT DATE_TRUNC('decade', CURRENT_DATE)", "'decade' is not a valid"],
  ])('%s', (sql, message) => {
    expect(() => run(sql)).toThrow(message)
  })

  it('of any kind end in an error that says what is wrong', () => {
    const words = [
      'SELECT',
      '1',
      ',',
      '(',
      ')',
      '::',
      ':',
      '[',
      ']',
      "'x'",
      '"y"',
      'FROM',
      'aws_cloudtrail',
      '.',
      '-',
    ]
    const more = [
      'INTERVAL',
      'CAST',
      'AS',
      'EXTRACT',
      'p_occurs_since',
      'LATERAL',
      'FLATTEN',
      'JOIN',
      'date_trunc',
    ]
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...words, ...more), fc.string()), { maxLength: 12 }),
        parts => {
          try {
            run(`SELECT ${parts.join(' ')} LIMIT 1`)
          } catch (error) {
            expect(String(error)).toMatch(/SQL (compilation|execution) error/)
          }
        },
      ),
    )
  })

  it('name a database that is not there', () => {
    expect(() => run('SELECT 1', 'none.public')).toThrow("Database 'NONE.PUBLIC' does not exist")
  })
})
