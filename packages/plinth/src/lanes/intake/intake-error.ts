import type { WireError } from './errors.ts'
import type { RequestId } from './message.ts'
import { unreadableId } from './revisions.ts'

/** What an error is about. Nobody answers a notification or a response: on stdio such an error is logged only. */
export type Subject = 'request' | 'notification' | 'response' | 'unknown'

/** Why something that arrived is refused: the same value on HTTP and stdio. */
export interface IntakeError {
  readonly code: number
  /** What is wrong, and what to do about it. */
  readonly message: string
  readonly data?: JsonData
  /** The id to echo; absent when none could be read. */
  readonly id?: RequestId
  /** The HTTP status of the answer. */
  readonly status: number
  /** Further HTTP headers of the answer, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly subject: Subject
}

type JsonData = Readonly<Record<string, unknown>>

/** What was asked for, or why not. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: IntakeError }

type ErrorDetails = Partial<Pick<IntakeError, 'data' | 'id' | 'status' | 'headers' | 'subject'>>

export const intakeError = (wire: WireError, message: string, details: ErrorDetails = {}): IntakeError => ({
  code: wire.code,
  message,
  status: wire.status,
  subject: 'unknown',
  ...details,
})

export const passed = <T>(value: T): Checked<T> => ({ ok: true, value })

export const refused = (error: IntakeError): { readonly ok: false; readonly error: IntakeError } => ({
  ok: false,
  error,
})

/** A value of the sender's, made safe to stand in a message: quoted, escaped and cut at 80 characters. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80).toWellFormed()}...` : text)

/**
 * The error as a JSON-RPC response, on one line.
 *
 * @param revision the revision of the request, where it is known: it decides the form of an id that could not be read
 */
export const encodeError = (error: IntakeError, revision?: string): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    ...(error.id === undefined ? unreadableId(revision) : { id: error.id }),
    error: {
      code: error.code,
      message: error.message,
      ...(error.data === undefined ? {} : { data: error.data }),
    },
  })
