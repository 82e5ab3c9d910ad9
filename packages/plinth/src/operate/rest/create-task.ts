import type { Caller } from '../../context/caller.ts'
import { findTool } from '../served-tools.ts'
import { becomesTasks } from './becomes-tasks.ts'
import { answerWith, callTool } from './call-tool.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { fail } from './refuse.ts'
import { failsWith, type Route } from './route.ts'
import { BODY, CALLED } from './shared-responses.ts'
import { isShown } from './shown-tools.ts'
import { taskJson } from './task-json.ts'

/** Makes the route that calls a tool as a task. */
export const createTaskRoute = (parts: ApiParts, capabilities: Caller['capabilities']): Route => ({
  method: 'POST',
  path: '/tools/{name}/tasks',
  operationId: 'createTask',
  summary: 'calls a tool as a task, which goes on without its caller',
  access: 'caller',
  request: 'ToolCall',
  responses: {
    ...BODY,
    ...CALLED,
    200: { description: 'What the tool answered before its task began', schema: 'ToolAnswer' },
    202: {
      description: 'The task',
      schema: 'Task',
      headers: { Location: 'Where to ask after it', 'Retry-After': 'Seconds after which to do so' },
    },
    409: failsWith(
      'Calls of the tool become no tasks, or it asks something before its task begins',
      'NO_TASK',
      'INPUT_REQUIRED',
    ),
  },
  async handler(c, caller) {
    const { tasks, host } = parts.runtime
    const named = findTool(parts.runtime, c.req.param('name') ?? '')
    // Of a tool that the caller may not see nothing is told but that.
    if (named?.enabled && !becomesTasks(parts, named) && isShown(parts, caller, named)) {
      const why = tasks ? `Calls of ${named.name} become no tasks` : 'This server keeps no tasks'
      return fail(c, 409, errorBody('NO_TASK', why, `Use POST /tools/${named.name}/execute`))
    }
    const called = await callTool(parts, c, caller, capabilities)
    if (called instanceof Response) return called
    const { tool, outcome, facts } = called
    const { principal } = caller
    const outline =
      outcome.kind === 'task'
        ? await tasks?.look({ caller: { principal }, operates: false }, outcome.task.taskId)
        : undefined
    if (!outline)
      return answerWith(c, parts, outcome, facts, () =>
        host.denied('tools/call', { name: tool.name }, principal),
      )
    const base = c.req.path.replace(/\/tools\/[^/]*\/tasks\/?$/, '')
    return c.json(taskJson(outline), 202, {
      Location: `${base}/tasks/${outline.id}`,
      'Retry-After': String(Math.max(1, Math.ceil(outline.pollIntervalMs / 1_000))),
    })
  },
})
