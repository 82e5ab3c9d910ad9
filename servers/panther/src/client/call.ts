import type { TraceHeaders } from 'plinth'

/** What a request to Panther takes from the call it is sent for; the context of a handler is one. */
export interface Call {
  /** Ends the request, and every wait before its repetition. */
  readonly signal: AbortSignal
  /** The call's trace, as header fields that are passed on. */
  readonly trace?: TraceHeaders
  /** Holds the permissions that the call declared, which a refusal names. */
  readonly state?: ReadonlyMap<string, unknown>
}
