import type { Entry } from '../catalogue/entry.ts'
import type { Principal } from '../define/context.ts'
import type { Events } from '../events.ts'
import type { Host } from '../lanes/host.ts'
import type { Tasks } from '../tasks/engine.ts'
import type { Observed } from './served-tools.ts'

/** What operators change while a server runs, in every replica. */
export interface OperatorControls {
  /** Serves a tool, or does not. Clients that listen hear of it. */
  switchTool(name: string, enabled: boolean): void
  /**
   * Holds the circuit breakers of a tool open or closed; `auto` lets them work on their own again. A breaker that belongs
   * to a command tool is one for all mounts of it.
   *
   * @returns whether the tool has any
   */
  forceBreaker(name: string, state: 'open' | 'closed' | 'auto'): boolean
}

/** Tasks as their operators and callers without MCP see them. */
export type OperatedTasks = Pick<Tasks, 'fromMs' | 'get' | 'list' | 'look' | 'cancelAny' | 'follow'>

/** A running server as its operators use it; a server's `runtime` is one. */
export interface Operated extends Observed {
  readonly host: Observed['host'] & Pick<Host, 'dispatch' | 'denied'>
  /** Whether a principal has what is required around a component. */
  mayUse(entry: Entry, principal: Principal): boolean
  readonly controls: OperatorControls
  /** Work in the background; undefined when the server has none. */
  readonly tasks: OperatedTasks | undefined
  readonly events: Events
}
