/** How much a line matters, the least first. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical'

/** The facts of a line. */
export type LogFields = Readonly<Record<string, unknown>>

/**
 * Writes what happened.
 *
 * @param event a short constant name, such as `tool.start`, by which lines are found and counted
 * @param fields the facts: `message` for a sentence, `error` for an error, `correlationId`, `traceId` and `spanId`
 *   for what belongs together, and whatever else is known
 */
export type LogMethod = (event: string, fields?: LogFields) => void

/** Where the server's own log goes. Logging never throws, and a method may be passed on by itself. */
export interface Logger extends Readonly<Record<LogLevel, LogMethod>> {
  /** A logger whose lines all carry `fields`; the field `logger` names it. */
  child(fields: LogFields): Logger
}

const nothing: LogMethod = () => {}

/**
 * Keeps nothing of what it is told.
 *
 * @example
 * const server = new Plinth({ name: 'quiet', log: silentLogger })
 */
export const silentLogger: Logger = Object.freeze({
  debug: nothing,
  info: nothing,
  warning: nothing,
  error: nothing,
  critical: nothing,
  child: () => silentLogger,
})
