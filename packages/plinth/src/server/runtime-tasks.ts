import { createTasks, type EngineParts, type Tasks } from '../tasks/engine.ts'
import type { TasksOptions } from '../tasks/options.ts'
import type { GivenTasks } from './adjusted.ts'

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
  configure(given: GivenTasks): boolean
}

export const createRuntimeTasks = (own: TasksOptions | undefined, parts: EngineParts): RuntimeTasks => {
  let current = own && createTasks(own, parts)
  return {
    get current() {
      return current
    },
    ownStore: own?.store,
    configure({ storeInstead, ...given }) {
      if (!own && !given.store) return false
      const store = storeInstead ? { store: storeInstead } : {}
      current = createTasks({ ...given, ...own, ...store }, parts)
      return true
    },
  }
}
