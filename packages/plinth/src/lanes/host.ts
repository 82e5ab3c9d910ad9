import type { ClientBus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Principal } from '../define/context.ts'
import type { Outcome } from '../define/outcome.ts'
import type { ParamHeader } from '../define/param-headers.ts'
import type { Icon } from '../define/tool.ts'
import type { Denied } from '../dispatch/denials.ts'
import type { DispatchRequest } from '../dispatch/request.ts'
import type { TaskService } from '../dispatch/task-service.ts'
import type { Events } from '../events.ts'
import type { Logger } from '../logger.ts'

/** What a server says of itself. */
export interface ServerInfo {
  readonly name: string
  readonly version: string
  readonly title?: string
  readonly description?: string
  readonly websiteUrl?: string
  readonly icons?: readonly Icon[]
}

/** The server as a lane sees it: an identity, and something that turns requests into outcomes. */
export interface Host {
  readonly info: ServerInfo
  readonly instructions: string | undefined
  /** The protocol's `ServerCapabilities`, for the components that are there now. */
  capabilities(): Readonly<Record<string, object>>
  /** The arguments that a tool wants mirrored into headers. */
  paramHeaders(tool: string): readonly ParamHeader[]
  dispatch(request: DispatchRequest): Promise<Outcome>
  /**
   * Why a request will be refused for what its caller lacks, also one that a lane answers itself: a subscription. Asked
   * without carrying it out; undefined when it will not.
   */
  denied(
    method: string,
    params: Readonly<Record<string, unknown>>,
    principal: Principal | undefined,
  ): Denied | undefined
  /** Every scope that a component requires. */
  scopes(): readonly string[]
  /** Work in the background; undefined when the server has none. */
  readonly tasks: TaskService | undefined
  readonly events: Events
  readonly bus: ClientBus
  readonly clock: Clock
  readonly log: Logger
}
