import type { Principal } from './context.ts'
import type { TaskStatus } from './task.ts'

/** Who looks at tasks: as one to whom they may belong, as an operator, who sees that there are others too, or as both. */
export interface TaskViewer {
  /** As whom; without it nothing is its own. A principal whom nobody knows has tasks, and cannot list them. */
  readonly caller: { readonly principal: Principal | undefined } | undefined
  readonly operates: boolean
}

/** What a task is, without what it asks and what it came to. */
export interface TaskOutline {
  readonly id: string
  readonly tool: string
  readonly status: TaskStatus
  /** Whether it is `completed` and the tool's answer is an error. */
  readonly isError: boolean
  /** Whether somebody runs it now; one that is `working` and is not run waits for its turn. */
  readonly running: boolean
  /** How often it was begun, but for what it asked or a server that stopped: above 1 when workers have died. */
  readonly attempt: number
  /** A sentence for people; only its owner is told. */
  readonly message: string | undefined
  /** Milliseconds since 1970, as all of these. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number
  readonly pollIntervalMs: number
  /** Who made the call, where that is known. */
  readonly principal: string | undefined
  readonly tenant: string | undefined
  readonly correlationId: string
  /** Whether it belongs to who looks. */
  readonly own: boolean
}
