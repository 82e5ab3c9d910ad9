/** An HTTP request that was answered, or whose client has gone. */
export interface HttpExchange {
  /** The pattern that answered, never the path itself: there is no end of paths. */
  readonly route: string
  readonly method: string
  /** 499 where the client had gone before there was an answer. */
  readonly status: number
  readonly durationMs: number
  /** Whether the answer was a stream that stays open until somebody ends it. */
  readonly stream: boolean
}
