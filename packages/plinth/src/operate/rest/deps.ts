import type { Context } from 'hono'
import type { Logger } from '../../logger.ts'
import type { Access } from '../access.ts'
import type { Health } from '../health.ts'
import type { Metrics } from '../metrics.ts'
import type { Operated } from '../operated.ts'
import type { Readiness } from '../readiness.ts'
import type { EventStreams } from './event-streams.ts'
import type { OwnStreams } from './own-streams.ts'

/** The configuration as operators may see it. */
export interface ShownConfig {
  /** Without secrets. */
  readonly config: Readonly<Record<string, unknown>>
  /** By key, where each value came from. */
  readonly sources: Readonly<Record<string, string>>
  /** The configuration file that was read. */
  readonly file?: string | undefined
}

/** What the routes are made of. */
export interface ApiParts {
  readonly runtime: Operated
  readonly health: Health
  readonly readiness: Readiness
  readonly metrics: Metrics | undefined
  readonly config: (() => ShownConfig) | undefined
  /** Whether the web console is served. */
  readonly console: boolean
  readonly streams: EventStreams
  /** Those that tell callers of what is their own. */
  readonly ownStreams: OwnStreams
  readonly access: Access
  /** How clients reach the server. */
  readonly transport: string
  /** Where the MCP endpoint is. */
  readonly path: string
  readonly maxBodyBytes: number
  readonly addressOf: (c: Context) => string | undefined
  readonly log: Logger
}
