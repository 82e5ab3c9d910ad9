import { policyOf } from '../define/task.ts'
import type { Logger } from '../logger.ts'
import type { Runtime } from './runtime.ts'

const MEND = 'set MCP_TASKS_FILE or MCP_TASKS_REDIS_URL, or give the server tasks in its code'

/** Tells of tools whose calls cannot become tasks, as they say, because the server has none. */
export const tellOfMissingTasks = ({ tasks, catalogue }: Runtime, log: Logger): void => {
  if (tasks) return
  const wanting = (wanted: string) =>
    [...catalogue.current.tools]
      .filter(([, { definition }]) => policyOf(definition.options, undefined).support === wanted)
      .map(([name]) => name)
      .join(', ')
  const required = wanting('required')
  if (required !== '')
    log.warning('config_warning', {
      message: `Every call is refused of tools that run only as tasks (${required}), because this server has none: ${MEND}`,
    })
  const optional = wanting('optional')
  if (optional !== '')
    log.info('tasks.none', {
      message: `Calls that could be tasks (${optional}) keep their clients waiting, because this server has none: ${MEND}`,
    })
}
