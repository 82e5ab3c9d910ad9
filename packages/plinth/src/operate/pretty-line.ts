import { styleText } from 'node:util'

type Colour = Parameters<typeof styleText>[0]

const colours = new Map<unknown, Colour>([
  ['debug', 'gray'],
  ['info', 'green'],
  ['warning', 'yellow'],
  ['error', 'red'],
  ['critical', ['bold', 'red']],
])

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Makes what could move the cursor, colour the terminal or turn the reading direction visible instead. */
const harmless = (text: string) =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, sign => `\\u{${sign.codePointAt(0)?.toString(16)}}`)

const isError = (
  value: unknown,
): value is { type: string; message: string; stack?: unknown; cause?: unknown } =>
  isRecord(value) && typeof value.type === 'string' && typeof value.message === 'string'

const inline = (value: unknown): string => {
  if (isError(value)) return inline(`${value.type}: ${value.message}`)
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
  return JSON.stringify(value)
}

/** The stacks of an error and of its causes, indented below the line. */
const stacks = (error: unknown, lead = ''): string[] => {
  if (!isError(error) || typeof error.stack !== 'string') return []
  const lines = `${lead}${error.stack}`.split('\n').map(line => `\n    ${harmless(line)}`)
  return [...lines, ...stacks(error.cause, 'caused by ')]
}

/**
 * Writes a log record for people: one line, and below it the stacks of its errors.
 *
 * @example
 * const time = '2026-01-01T10:00:00.000'
 * prettyLine({ level: 'info', time, logger: 'plinth', event: 'tool.start', message: 'Begins', tool: 'ping' })
 * // '10:00:00.000 info     plinth tool.start Begins tool=ping\n'
 */
export const prettyLine = (record: Readonly<Record<string, unknown>>, coloured = false): string => {
  const { level, time, logger, event, message, ...fields } = record
  const paint = (colour: Colour, text: string) =>
    coloured ? styleText(colour, text, { validateStream: false }) : text
  const clockTime = new Date(String(time)).toTimeString().slice(0, 8)
  const millis = String(time).slice(19, 23)
  const words = [
    paint('gray', harmless(`${clockTime}${millis}`)),
    paint(colours.get(level) ?? 'white', harmless(String(level).padEnd(8))),
    paint('gray', harmless(String(logger))),
    paint('bold', harmless(String(event))),
    ...(message === undefined || message === event ? [] : [harmless(String(message))]),
    ...Object.entries(fields).map(
      ([name, value]) => `${paint('gray', `${harmless(name)}=`)}${harmless(inline(value))}`,
    ),
  ]
  return `${words.join(' ')}${Object.values(fields)
    .flatMap(value => stacks(value))
    .join('')}\n`
}
