import { type Clock, systemClock } from '../clock.ts'
import { createListeners } from '../listeners.ts'
import type { LogFields, Logger, LogLevel } from '../logger.ts'
import { redact } from '../redact.ts'
import { redactText } from '../redact-text.ts'
import { boundedStream, type LogStream } from './bounded-stream.ts'
import { lineBatch } from './line-batch.ts'
import { prettyLine } from './pretty-line.ts'
import { openRotatingFile, type RotatingFile } from './rotating-file.ts'

export interface LoggerOptions {
  /** The least level that is written. Default `info`. */
  readonly level?: LogLevel
  /** `json` is one object a line, `pretty` is for people, `auto` is pretty on a terminal. Default `auto`. */
  readonly format?: 'auto' | 'json' | 'pretty'
  /** The field `logger` of every line that has no other. Default `plinth`. */
  readonly name?: string
  /** A file that gets every line too, always as JSON. Default none. */
  readonly file?: string | undefined
  /** Bytes beyond which the file is put aside and begun anew. Default 10 MiB. */
  readonly fileMaxBytes?: number
  /** How many files are kept aside. Default 5. */
  readonly fileBackups?: number
  /** Default `process.stderr`; never stdout, which belongs to the protocol on stdio. */
  readonly stream?: LogStream
  readonly clock?: Clock
}

/** The logger at the root, which can be turned louder or quieter, and closed. */
export interface RootLogger extends Logger {
  /** The least level that is written, here and by all children. */
  level: LogLevel
  /**
   * Tells of each line that is written, as JSON.
   *
   * @returns a function that ends the subscription
   */
  subscribe(listener: (line: string) => void): () => void
  /** Closes the file, and resolves when whoever reads the stream has got every line. */
  close(): Promise<void>
}

const levels = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const satisfies Record<
  LogLevel,
  number
>

/** Fields of the line itself, which a caller's field of that name must not replace. */
const ownFields = ['level', 'time', 'event']

const NO_FIELDS: Readonly<Record<string, unknown>> = {}

const prepare = (fields: LogFields | undefined): Readonly<Record<string, unknown>> => {
  if (fields === undefined) return NO_FIELDS
  const safe = redact(fields instanceof Error ? { error: fields } : fields)
  if (typeof safe !== 'object' || safe === null) return { value: safe }
  if (!ownFields.some(name => Object.hasOwn(safe, name))) return safe as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(safe).map(([name, value]) => [ownFields.includes(name) ? `${name}_` : name, value]),
  )
}

/** Makes the beginning of a line. Many lines are of one millisecond. */
const beginnings = (clock: Clock): ((level: LogLevel) => string) => {
  let at: number | undefined
  let time = ''
  return level => {
    const now = clock.now()
    if (now !== at) time = new Date(now).toISOString()
    at = now
    return `{"level":"${level}","time":"${time}",`
  }
}

/**
 * Makes the server's log: lines on stderr, and in a file where one is named. Every line has `level`, `time`,
 * `logger`, `event` and `message`; secrets in fields are redacted, errors are written with stack and causes. A file
 * that cannot be written is reported on stderr as `log.file_failed`, and lines that nobody reads are dropped and
 * counted as `log.dropped`: the server goes on without its log. The lines of one turn of the event loop are written
 * together at its end, under load those of 5 ms, a critical one at once; a process that is killed with SIGKILL loses them.
 *
 * @example
 * const log = createLogger({ level: 'debug', format: 'json' })
 * log.info('server.start', { message: 'Listening', port: 8080 })
 * await log.close()
 */
export const createLogger = (options: LoggerOptions = {}): RootLogger => {
  const {
    level = 'info',
    format = 'auto',
    name = 'plinth',
    stream = process.stderr,
    clock = systemClock,
  } = options
  const pretty = format === 'pretty' || (format === 'auto' && stream.isTTY === true)
  const coloured = stream.isTTY === true && !process.env.NO_COLOR
  let current = level
  let file: RotatingFile | undefined
  // Whoever cannot take a line could only be told of by another.
  const listeners = createListeners<string>(() => {})

  const lines = boundedStream(stream, count =>
    logger.warning('log.dropped', { message: `${count} lines were dropped because nobody read them`, count }),
  )

  const batch = lineBatch(written => {
    lines.write(pretty ? written.map(line => prettyLine(JSON.parse(line), coloured)) : written)
    file?.write(written)
    if (listeners.some) for (const line of written) listeners.tell(line)
  })

  const beginning = beginnings(clock)

  const loggerWith = (bound: Readonly<Record<string, unknown>>): Logger => {
    const at = (line: LogLevel) => (event: string, fields?: LogFields) => {
      if (levels[line] < levels[current]) return
      const safe = redactText(event)
      const rest = JSON.stringify({ logger: name, event: safe, message: safe, ...bound, ...prepare(fields) })
      batch.add(`${beginning(line)}${rest.slice(1)}\n`)
      if (line === 'critical') batch.flush()
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warning: at('warning'),
      error: at('error'),
      critical: at('critical'),
      child: fields => loggerWith({ ...bound, ...prepare(fields) }),
    }
  }

  const logger = loggerWith({})
  if (options.file !== undefined) {
    file = openRotatingFile({
      path: options.file,
      maxBytes: options.fileMaxBytes ?? 10 * 1024 * 1024,
      backups: options.fileBackups ?? 5,
      onError: error => logger.error('log.file_failed', { message: error.message, error }),
      clock,
    })
  }

  return {
    ...logger,
    get level() {
      return current
    },
    set level(next) {
      current = next
    },
    subscribe: listeners.add,
    close() {
      batch.flush()
      file?.close()
      return lines.flush()
    },
  }
}
