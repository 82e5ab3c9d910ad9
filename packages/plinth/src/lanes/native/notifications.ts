import type { ProgressUpdate, Sink } from '../../context/caller.ts'
import type { LogFields, LogLevel } from '../../define/context.ts'
import { unsendable } from '../../define/sendable.ts'

/** Sends the notifications that belong to a request. Progress may be left out where the client lags behind. */
export interface Notifier {
  notify(text: string, isProgress: boolean): void
}

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']

/** A notification as JSON. */
export const encodeNotification = (method: string, params: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params })

const NOTHING_ASKED: Sink = Object.freeze({})

/**
 * Where the notifications of a call go: progress when the client gave a token for it, log lines when it named a level,
 * and then those that are at least as severe (server/utilities/logging, "Per-request log level").
 */
export const createSink = (token: unknown, level: unknown, to: Notifier): Sink => {
  const hasToken = typeof token === 'string' || typeof token === 'number'
  if (!hasToken && level === undefined) return NOTHING_ASKED
  const least = LEVELS.indexOf(String(level))
  const progress = (update: ProgressUpdate) =>
    to.notify(encodeNotification('notifications/progress', { progressToken: token, ...update }), true)
  const log = (line: LogLevel, message: string, fields: LogFields | undefined) => {
    if (LEVELS.indexOf(line) < least) return
    // What a handler logs must not make it fail: the server's own log has the fields in any case.
    const data = fields && unsendable(fields) === undefined ? { message, ...fields } : message
    to.notify(encodeNotification('notifications/message', { level: line, data }), false)
  }
  return { ...(hasToken ? { progress } : {}), ...(level === undefined ? {} : { log }) }
}
