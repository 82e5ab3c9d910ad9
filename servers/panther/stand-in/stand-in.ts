import { createStreams } from './ai.ts'
import { createWorld, type World } from './data/world.ts'
import { createFaults, type Fault } from './faults.ts'
import { graphQLPath } from './graphql/endpoint.ts'
import { listen } from './http/server.ts'
import { type Counts, createJournal, type Received, type Write } from './journal.ts'
import { createEngine } from './lake/engine.ts'
import { createLakeQueries, type LakeQuery } from './lake/queries.ts'
import type { Permission } from './permissions.ts'
import { createTokens } from './tokens.ts'

export type StandInOptions = {
  /** The same seed and `now` give the same data. Default: 1. */
  seed?: number
  /** Milliseconds since 1970: data end here, and the clock of the stand-in starts here. Default: the present. */
  now?: number
  /** Port of 127.0.0.1. Default: 0, any free one. */
  port?: number
  /** Milliseconds for which a query of the data lake is `running`. Default: 20. */
  queryMs?: number
  /** Milliseconds in which a triage is written. Default: 60. */
  aiMs?: number
}

export type StandIn = {
  url: string
  graphqlUrl: string
  /** Has every permission; the same as `tokens.full`. */
  token: string
  tokens: { full: string; readOnly: string; none: string }
  world: World
  issueToken(permissions: readonly Permission[]): string
  revokeToken(token: string): void
  /** Makes requests fail until the returned function is called. */
  fail(fault: Fault): () => void
  requests(): readonly Received[]
  counts(): Counts
  writes(): readonly Write[]
  lakeQueries(): LakeQuery[]
  /** Forgets faults, requests and writes; data stay. */
  reset(): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a local API that answers as Panther's does.
 *
 * @example
 * ```ts
 * await using panther = await createStandIn({ seed: 7 })
 * const response = await fetch(`${panther.url}/alerts`, { headers: { 'x-api-key': panther.token } })
 * ```
 */
export const createStandIn = async (options: StandInOptions = {}): Promise<StandIn> => {
  const { seed = 1, now: anchor = Date.now(), port = 0, queryMs = 20, aiMs = 60 } = options
  const startedAt = performance.now()
  const now = () => Math.floor(anchor + performance.now() - startedAt)
  const world = createWorld(seed, anchor)
  const tokens = createTokens(anchor)
  const journal = createJournal()
  const faults = createFaults()
  const lake = createLakeQueries(() => createEngine(world, now), now, queryMs)
  const closing = new AbortController()
  const state = { world, tokens, journal, lake, streams: createStreams(now, aiMs), now }
  const server = await listen({ state, faults, closing: closing.signal }, port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in listens on no port')
  const url = `http://127.0.0.1:${address.port}`

  let closed: Promise<void> | undefined
  const stop = async () => {
    closing.abort()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    lake.close()
  }
  const close = () => {
    closed ??= stop()
    return closed
  }

  let issued = 0
  return {
    url,
    graphqlUrl: `${url}${graphQLPath}`,
    token: tokens.initial.full,
    tokens: tokens.initial,
    world,
    issueToken: permissions => tokens.issue(`issued-${++issued}`, permissions),
    revokeToken: tokens.revoke,
    fail: faults.add,
    requests: journal.requests,
    counts: journal.counts,
    writes: journal.writes,
    lakeQueries: lake.all,
    reset() {
      faults.clear()
      journal.reset()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
