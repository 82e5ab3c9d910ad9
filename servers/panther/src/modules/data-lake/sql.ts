/** What may stand in a statement as a value. */
export type SqlValue = number | Date | readonly string[]

/** The API takes statements as text and binds nothing: so what is put into one holds nothing that could end a text. */
const PLAIN = /^[\w.:-]{1,128}$/

const render = (value: SqlValue): string => {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no whole number for a statement`)
    return String(value)
  }
  if (value instanceof Date) return `'${value.toISOString()}'`
  const wrong = value.find(text => !PLAIN.test(text))
  if (wrong !== undefined || value.length === 0)
    throw new TypeError(`${JSON.stringify(wrong ?? value)} cannot stand in a statement`)
  return value.map(text => `'${text}'`).join(', ')
}

/** Whether a text may stand in a statement. */
export const isPlain = (text: string): boolean => PLAIN.test(text)

/**
 * A statement with checked values in it: whole numbers, times, and lists of plain words for `IN (...)`.
 *
 * @throws TypeError when a value could be anything else
 * @example
 * const ids = ['a1', 'a2']
 * sql`SELECT * FROM signals WHERE p_alert_id IN (${ids}) LIMIT ${10}`
 * // "SELECT * FROM signals WHERE p_alert_id IN ('a1', 'a2') LIMIT 10"
 */
export const sql = (texts: TemplateStringsArray, ...values: readonly SqlValue[]): string =>
  String.raw({ raw: texts }, ...values.map(render))
