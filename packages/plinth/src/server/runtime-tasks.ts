import { createTasks, type EngineParts, type Tasks } from '../tasks/engine.ts'
import type { TasksOptions } from '../tasks/options.ts'

/** The tasks of a server, as its code and its configuration want them. */
export interface RuntimeTasks {
  /** Undefined where nobody wants any. */
  readonly current: Tasks | undefined
  /** Where the code says that they are kept. */
  readonly ownStore: TasksOptions['store']
  /**
   * Adds what the configuration says; what the code says goes before. Only until the server starts: nothing has been kept.
   *
   * @returns whether the server has tasks now
   */
  configure(given: TasksOptions): boolean
}

export const createRuntimeTasks = (own: TasksOptions | undefined, parts: EngineParts): RuntimeTasks => {
  let current = own && createTasks(own, parts)
  return {
    get current() {
      return current
    },
    ownStore: own?.store,
    configure(given) {
      if (!own && !given.store) return false
      current = createTasks({ ...given, ...own }, parts)
      return true
    },
  }
}
