/** What is open at this moment. */
export interface Open {
  /** HTTP requests that are being answered, streams included. */
  readonly requests: number
  /** Sessions of the older revisions. */
  readonly sessions: number
  /** Streams that stay open: subscriptions, and those of sessions. */
  readonly streams: number
}
