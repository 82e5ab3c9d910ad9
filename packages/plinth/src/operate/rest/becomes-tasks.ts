import { policyOf } from '../../define/task.ts'
import type { ServedTool } from '../served-tools.ts'
import type { ApiParts } from './deps.ts'

/** Whether calls of a tool may become tasks on this server. */
export const becomesTasks = (
  { runtime: { tasks } }: Pick<ApiParts, 'runtime'>,
  { entry }: ServedTool,
): boolean => tasks !== undefined && policyOf(entry.definition.options, tasks.fromMs).support !== 'never'
