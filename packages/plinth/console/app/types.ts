import type { TaskStatus } from '../../src/define/task.ts'
import type { OperationEvent } from '../../src/events.ts'

export type { MetricsReport } from '../../src/operate/metrics-report.ts'
export type { TrafficPoint } from '../../src/operate/traffic-point.ts'
export type { OperationEvent, TaskStatus }

export type Status = 'healthy' | 'degraded' | 'unhealthy'

export interface Check {
  readonly status: Status
  readonly message: string
  readonly priority: string
  /** Absent where nobody has looked yet. */
  readonly checked_at?: string
  /** Milliseconds. */
  readonly duration: number
  readonly stale?: boolean
}

/** What `GET /health` says. */
export interface Health {
  readonly status: Status
  readonly service: string
  readonly version: string
  readonly transport: string
  readonly checks: Readonly<Record<string, Check>>
}

/** What `GET /` says. */
export interface Server {
  readonly name: string
  readonly version: string
  /** Whether calls may become tasks. */
  readonly tasks: boolean
  readonly endpoints: Readonly<Record<string, string>>
}

export interface Schema {
  readonly [keyword: string]: unknown
}

/** What `GET /tools` says of each. */
export interface Tool {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly enabled: boolean
  readonly tags: readonly string[]
  readonly annotations?: { readonly readOnlyHint?: boolean; readonly destructiveHint?: boolean }
  readonly input_schema: Schema
  readonly task: 'never' | 'optional' | 'required'
  readonly breaker?: 'closed' | 'open' | 'half_open'
  readonly breaker_held?: boolean
  readonly command?: string
  readonly installed?: boolean
}

/** What `GET /tasks` says of each. */
export interface Task {
  readonly id: string
  readonly tool: string
  readonly status: TaskStatus
  /** Whether it is completed, and the tool answered with an error. */
  readonly is_error?: boolean
  readonly running: boolean
  readonly attempt: number
  /** There where it is the viewer's own. */
  readonly message?: string
  readonly created_at: string
  readonly updated_at: string
  readonly expires_at: string
  readonly poll_interval_sec: number
  readonly correlation_id: string
  readonly principal?: string
  readonly tenant?: string
  readonly own: boolean
}

/** What `GET /config` says. */
export interface Config {
  readonly config: Readonly<Record<string, unknown>>
  readonly sources: Readonly<Record<string, string>>
  readonly file?: string
}

export interface LogLine {
  readonly level: string
  readonly time: string
  readonly logger: string
  readonly event: string
  readonly message: string
  readonly [field: string]: unknown
}
