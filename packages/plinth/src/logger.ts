/** Writes one structured line: what happened, and the facts of it. */
type Write = (event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Where Plinth writes what happens. Never to stdout, which belongs to the protocol on stdio. */
export interface Logger {
  readonly debug: Write
  readonly info: Write
  readonly warning: Write
  readonly error: Write
  readonly critical: Write
  /** A logger that adds these fields to each of its lines. */
  child(fields: Readonly<Record<string, unknown>>): Logger
}

const nothing: Write = () => {}

/** Writes nothing: for tests, and for embedding without a log. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warning: nothing,
  error: nothing,
  critical: nothing,
  child: () => silentLogger,
}
