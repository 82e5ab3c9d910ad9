import type { Context } from 'hono'
import { findTool, type ServedTool, toolBreakers } from '../served-tools.ts'
import { toolReport } from '../tool-report.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { execute } from './execute.ts'
import { readJson } from './read-json.ts'
import { fail, noSuchTool } from './refuse.ts'
import { type ApiCaller, failsWith, type Route } from './route.ts'
import { BODY, CALLED, NO_TOOL } from './shared-responses.ts'
import { isShown, shownTools } from './shown-tools.ts'
import { tellOfAction } from './tell.ts'

const isBreakerState = (value: unknown): value is 'open' | 'closed' | 'auto' =>
  value === 'open' || value === 'closed' || value === 'auto'

/** Tools: what they are, calling them, and switching them on and off. */
export const toolRoutes = (parts: ApiParts): readonly Route[] => {
  const { runtime, log, maxBodyBytes } = parts
  const onError = (tool: string, error: unknown) => log.warning('tool.info_failed', { tool, error })
  const reportOn = (tool: ServedTool, breakers = toolBreakers(runtime)) =>
    toolReport(tool, { breakers, onError, fromMs: runtime.tasks?.fromMs })

  const withTool =
    (handle: (c: Context, tool: ServedTool, caller: ApiCaller) => Response | Promise<Response>) =>
    (c: Context, caller: ApiCaller) => {
      const name = c.req.param('name') ?? ''
      const tool = findTool(runtime, name)
      if (tool && isShown(parts, caller, tool)) return handle(c, tool, caller)
      return noSuchTool(c, name)
    }

  const showAgain = async (c: Context, { name }: ServedTool) => {
    const tool = findTool(runtime, name)
    return tool ? c.json(await reportOn(tool)) : c.body(null, 204)
  }

  const switching = (enabled: boolean): Route => ({
    method: 'POST',
    path: `/tools/{name}/${enabled ? 'enable' : 'disable'}`,
    operationId: enabled ? 'enableTool' : 'disableTool',
    summary: enabled ? 'serves a tool again, in every replica' : 'serves a tool no longer, in every replica',
    access: 'operator',
    responses: { 200: { description: 'The tool as it is now', schema: 'Tool' }, 404: NO_TOOL },
    handler: withTool((c, tool, caller) => {
      runtime.controls.switchTool(tool.name, enabled)
      tellOfAction(parts, c, caller, { action: enabled ? 'tool.enable' : 'tool.disable', subject: tool.name })
      return showAgain(c, tool)
    }),
  })

  return [
    {
      method: 'GET',
      path: '/tools',
      operationId: 'listTools',
      summary: 'every tool, with its state',
      access: 'reader',
      responses: { 200: { description: 'The disabled ones too', schema: 'Tools' } },
      async handler(c, caller) {
        const breakers = toolBreakers(runtime)
        const tools = await Promise.all(shownTools(parts, caller).map(tool => reportOn(tool, breakers)))
        const enabled = tools.filter(tool => tool.enabled).length
        return c.json({ tools, total: tools.length, enabled })
      },
    },
    {
      method: 'GET',
      path: '/tools/{name}',
      operationId: 'getTool',
      summary: 'one tool, with its state',
      access: 'reader',
      responses: { 200: { description: 'The tool', schema: 'Tool' }, 404: NO_TOOL },
      handler: withTool(async (c, tool) => c.json(await reportOn(tool))),
    },
    {
      method: 'POST',
      path: '/tools/{name}/execute',
      operationId: 'executeTool',
      summary: 'calls a tool',
      access: 'caller',
      request: 'ToolCall',
      responses: {
        ...BODY,
        ...CALLED,
        200: { description: 'What the tool answered; its own failures too', schema: 'ToolAnswer' },
        409: failsWith(
          'The tool runs only as a task, or asks its caller something, which needs a task or MCP',
          'TASK_REQUIRED',
          'INPUT_REQUIRED',
        ),
      },
      handler: execute(parts),
    },
    switching(true),
    switching(false),
    {
      method: 'POST',
      path: '/tools/{name}/breaker',
      operationId: 'forceBreaker',
      summary: 'holds the circuit breaker of a tool open or closed, or lets it work on its own',
      access: 'operator',
      request: 'BreakerChange',
      responses: {
        ...BODY,
        200: { description: 'The tool as it is now', schema: 'Tool' },
        404: failsWith('There is no such tool, or it has no breaker', 'NOT_FOUND'),
        422: failsWith('There is no such state', 'VALIDATION_ERROR'),
      },
      handler: withTool(async (c, tool, caller) => {
        const read = await readJson(c, maxBodyBytes)
        if ('refused' in read) return read.refused
        const { state } = read.value
        if (!isBreakerState(state)) {
          const message = 'state must be open, closed or auto'
          return fail(c, 422, errorBody('VALIDATION_ERROR', message, 'Send {"state": "auto"}'))
        }
        if (!runtime.controls.forceBreaker(tool.name, state)) {
          const suggestion = 'Put circuitBreaker() around it, or disable the tool'
          return fail(c, 404, errorBody('NOT_FOUND', `${tool.name} has no circuit breaker`, suggestion))
        }
        tellOfAction(parts, c, caller, { action: 'breaker.force', subject: tool.name, detail: { state } })
        return showAgain(c, tool)
      }),
    },
  ]
}
