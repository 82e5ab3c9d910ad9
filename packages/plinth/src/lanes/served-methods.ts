import { TASKS_EXTENSION } from '../define/task.ts'
import type { Method } from '../dispatch/request.ts'
import { isTaskMethod } from '../dispatch/task-methods.ts'

const CAPABILITY_OF: ReadonlyMap<string, string> = new Map<Method, string>([
  ['tools/list', 'tools'],
  ['tools/call', 'tools'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resources'],
  ['resources/read', 'resources'],
  ['prompts/list', 'prompts'],
  ['prompts/get', 'prompts'],
  ['completion/complete', 'completions'],
])

/** Whether a server that can do this carries out a method: one without prompts does not know how to list them. */
export const isServed = (method: string, capabilities: Readonly<Record<string, object>>): boolean => {
  if (isTaskMethod(method))
    return capabilities.extensions !== undefined && TASKS_EXTENSION in capabilities.extensions
  const capability = CAPABILITY_OF.get(method)
  return capability !== undefined && capability in capabilities
}
