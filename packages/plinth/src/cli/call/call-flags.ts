import type { ClientFlags } from '../client-options.ts'

/** How something is asked of a server, and what is shown of it. */
export interface CallFlags extends ClientFlags {
  /** The arguments as a JSON object; `-` reads it from the input. */
  readonly json?: string
  /** Answers to what the tool asks, as `key=value`. */
  readonly answer?: readonly string[]
  readonly raw?: boolean
  /** Where the server makes a task of the call, leaves it at that. */
  readonly detach?: boolean
  /** Seconds. */
  readonly timeout?: number
}
