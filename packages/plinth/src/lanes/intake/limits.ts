/** How much of anything a message may have. */
export interface IntakeLimits {
  /** Length of one message in bytes. Default 4 MiB. */
  readonly maxBytes: number
  /** How many objects and arrays may stand inside one another. Default 128. */
  readonly maxDepth: number
  /** Messages in one batch. Default 100. */
  readonly maxBatch: number
  /** Length of an id or progress token that is a string, in UTF-16 units. Default 1024. */
  readonly maxIdLength: number
}

export const defaultLimits: IntakeLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 128,
  maxBatch: 100,
  maxIdLength: 1024,
}
