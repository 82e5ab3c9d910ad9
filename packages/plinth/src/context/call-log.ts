import type { CallLog, LogFields, LogLevel } from '../define/context.ts'
import type { Logger } from '../logger.ts'
import type { Sink } from './caller.ts'

interface Logged {
  readonly name: string
  readonly correlationId: string
  readonly sink: Sink
  readonly ended: boolean
}

/** The log of a call: every line goes to the server's, and to the client until the call has ended. */
export const createCallLog = (call: Logged, log: Logger): CallLog => {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) => {
    const { name, correlationId, sink, ended } = call
    log[level]('tool.log', { message, name, correlationId, ...(fields ? { fields } : {}) })
    if (!ended) sink.log?.(level, message, fields)
  }
  return { debug: write('debug'), info: write('info'), warning: write('warning'), error: write('error') }
}
