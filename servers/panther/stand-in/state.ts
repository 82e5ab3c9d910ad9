import type { Streams } from './ai.ts'
import type { World } from './data/world.ts'
import type { Journal } from './journal.ts'
import type { LakeQueries } from './lake/queries.ts'
import type { Tokens } from './tokens.ts'

/** What the routes share. */
export type State = {
  world: World
  tokens: Tokens
  journal: Journal
  lake: LakeQueries
  streams: Streams
  /** Milliseconds since 1970, on the clock of the stand-in. */
  now(): number
}
