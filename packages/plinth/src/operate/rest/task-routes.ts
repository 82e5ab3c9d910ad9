import type { Context } from 'hono'
import type { Outcome } from '../../define/outcome.ts'
import { TASK_STATUSES, TASKS_EXTENSION, type TaskStatus } from '../../define/task.ts'
import type { TaskOutline } from '../../define/task-outline.ts'
import type { TaskView } from '../../define/task-view.ts'
import { answerWith, callerOf } from './call-tool.ts'
import { createTaskRoute } from './create-task.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { readJson } from './read-json.ts'
import { fail } from './refuse.ts'
import { type ApiCaller, failsWith, type Route } from './route.ts'
import { BODY, LIMITED } from './shared-responses.ts'
import { taskJson, wholeTaskJson } from './task-json.ts'
import { tellOfAction } from './tell.ts'
import { fitsNoQuestion, unasked } from './unasked.ts'

/** What callers over this API can do: wait, and answer what a task asks, by a form or after a visit to a page. */
const CAPABILITIES = { elicitation: { form: {}, url: {} }, extensions: { [TASKS_EXTENSION]: {} } }

const DEFAULT_PAGE = 50
const MAX_PAGE = 100

const NO_SUCH_TASK = failsWith('There is no such task, or it is not yours', 'NOT_FOUND')

const isStatus = (word: string): word is TaskStatus => TASK_STATUSES.some(status => status === word)

/** Reads what a list is asked for; a text says what is wrong. */
const queryOf = (c: Context) => {
  const { status, limit = String(DEFAULT_PAGE), after } = c.req.query()
  if (status !== undefined && !isStatus(status)) return `status must be one of ${TASK_STATUSES.join(', ')}`
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_PAGE)
    return `limit must be a whole number from 1 to ${MAX_PAGE}`
  if (after === undefined) return { status, limit: Number(limit) }
  const [, createdAt, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(after) ?? []
  if (createdAt === undefined || id === undefined) return 'after must be "next" of the page before'
  return { status, limit: Number(limit), before: { createdAt: Number(createdAt), id } }
}

/** Work that outlives its request, for callers without MCP, and what operators see of it. */
export const taskRoutes = (parts: ApiParts): readonly Route[] => {
  const { runtime, maxBodyBytes } = parts
  const { tasks } = runtime
  const noTask = (c: Context) =>
    fail(c, 404, errorBody('NOT_FOUND', 'Task not found', 'See GET /tasks for what there is'))

  const viewerOf = ({ caller, operates }: ApiCaller) => ({ caller, operates })

  /** Does something with a task of the caller's own, as clients over MCP do: through the same middleware. */
  const ask = (
    c: Context,
    caller: ApiCaller,
    method: 'tasks/get' | 'tasks/update' | 'tasks/cancel',
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Outcome> =>
    runtime.host.dispatch({
      method,
      params: { taskId: c.req.param('id') ?? '', ...more },
      meta: {},
      requestId: method,
      caller: callerOf(parts, c, caller.caller?.principal, CAPABILITIES),
      sink: {},
      signal: c.req.raw.signal,
    })

  const refused = (c: Context, caller: ApiCaller, method: string, outcome: Outcome): Response => {
    // To these methods it is the one parameter that cannot be right.
    if (outcome.kind === 'refused' && outcome.refusal.reason === 'invalid_params') return noTask(c)
    const facts = { tool: '', correlation_id: '', duration_ms: 0 }
    return answerWith(c, parts, outcome, facts, () => runtime.host.denied(method, {}, caller.principal))
  }

  const seen = (c: Context, caller: ApiCaller) => tasks?.look(viewerOf(caller), c.req.param('id') ?? '')

  const ownView = (c: Context, { caller }: ApiCaller) =>
    caller && tasks?.get(c.req.param('id') ?? '', caller.principal)

  /** Shows a task that the caller has just changed. */
  const showAgain = async (c: Context, caller: ApiCaller): Promise<Response> => {
    const outline = await seen(c, caller)
    if (!outline) return noTask(c)
    const view = outline.own ? await tasks?.get(outline.id, caller.caller?.principal) : undefined
    return c.json(view ? wholeTaskJson(outline, view) : taskJson(outline))
  }

  const isOthers = (task: TaskOutline | undefined): task is TaskOutline => task !== undefined && !task.own

  return [
    createTaskRoute(parts, CAPABILITIES),
    {
      method: 'GET',
      path: '/tasks',
      operationId: 'listTasks',
      summary: "the caller's tasks, or to operators all, the newest first",
      access: 'owner',
      parameters: [
        { name: 'status', in: 'query', description: `Only these: ${TASK_STATUSES.join(', ')}` },
        {
          name: 'limit',
          in: 'query',
          description: `At most so many, 1 to ${MAX_PAGE}. Default ${DEFAULT_PAGE}`,
        },
        { name: 'after', in: 'query', description: '"next" of the page before' },
      ],
      responses: {
        200: { description: 'The tasks; a page may be short and yet not the last', schema: 'Tasks' },
        422: failsWith('The query does not fit', 'VALIDATION_ERROR'),
      },
      async handler(c, caller) {
        const query = queryOf(c)
        if (typeof query === 'string')
          return fail(c, 422, errorBody('VALIDATION_ERROR', query, 'Correct it and ask again'))
        const page = await tasks?.list(viewerOf(caller), query)
        const next = page?.next && `${page.next.createdAt}.${page.next.id}`
        return c.json({ tasks: (page?.tasks ?? []).map(taskJson), next })
      },
    },
    {
      method: 'GET',
      path: '/tasks/{id}',
      operationId: 'getTask',
      summary: 'one task: how far it is, what it asks, what it came to',
      access: 'owner',
      responses: { 200: { description: 'The task', schema: 'Task' }, 404: NO_SUCH_TASK, ...LIMITED },
      async handler(c, caller) {
        const outline = await seen(c, caller)
        if (isOthers(outline)) return c.json(taskJson(outline))
        const outcome = await ask(c, caller, 'tasks/get')
        if (outline && outcome.kind === 'result')
          return c.json(wholeTaskJson(outline, outcome.result as TaskView))
        return refused(c, caller, 'tasks/get', outcome)
      },
    },
    {
      method: 'POST',
      path: '/tasks/{id}/input',
      operationId: 'answerTask',
      summary: 'answers what a task asks',
      access: 'caller',
      request: 'TaskInput',
      responses: {
        ...BODY,
        200: { description: 'The task as it stands then', schema: 'Task' },
        404: NO_SUCH_TASK,
        422: failsWith('There are no answers, or one fits no question: none is taken', 'VALIDATION_ERROR'),
        ...LIMITED,
      },
      async handler(c, caller) {
        const read = await readJson(c, maxBodyBytes)
        if ('refused' in read) return read.refused
        const { responses } = read.value
        if (typeof responses !== 'object' || responses === null || Array.isArray(responses)) {
          const message = 'responses must be an object with an answer for each question'
          const suggestion = 'Send {"responses": {"<question>": {"action": "accept", "content": {}}}}'
          return fail(c, 422, errorBody('VALIDATION_ERROR', message, suggestion))
        }
        const wrong = unasked(await ownView(c, caller), responses)
        if (wrong.length > 0) {
          const outcome = await ask(c, caller, 'tasks/get')
          if (outcome.kind !== 'result') return refused(c, caller, 'tasks/get', outcome)
          return fail(c, 422, fitsNoQuestion(outcome.result as TaskView, wrong))
        }
        const outcome = await ask(c, caller, 'tasks/update', { inputResponses: responses })
        return outcome.kind === 'result' ? showAgain(c, caller) : refused(c, caller, 'tasks/update', outcome)
      },
    },
    {
      method: 'POST',
      path: '/tasks/{id}/cancel',
      operationId: 'cancelTask',
      summary: "ends a task; operators may end anybody's",
      access: 'owner',
      responses: {
        200: { description: 'The task as it stands then', schema: 'Task' },
        404: NO_SUCH_TASK,
        ...LIMITED,
      },
      async handler(c, caller) {
        const outline = await seen(c, caller)
        if (isOthers(outline)) {
          await tasks?.cancelAny(outline.id)
          tellOfAction(parts, c, caller, { action: 'task.cancel', subject: outline.id })
          return showAgain(c, caller)
        }
        const outcome = await ask(c, caller, 'tasks/cancel')
        return outcome.kind === 'result' ? showAgain(c, caller) : refused(c, caller, 'tasks/cancel', outcome)
      },
    },
  ]
}
