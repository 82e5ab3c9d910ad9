import type { Context } from 'hono'
import { eventTypes } from '../../events.ts'
import { scopeOf } from '../access.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { isLogLevel, LOG_LEVELS } from './log-lines.ts'
import { fail, turnAway } from './refuse.ts'
import { type ApiCaller, failsWith, type Route } from './route.ts'
import { OWN_TASK_EVENTS, ownTaskEvents } from './task-events.ts'
import { tellOfDenial } from './tell.ts'

const STREAMED: readonly string[] = ['health', 'metrics', 'traffic', 'log', 'dropped', ...eventTypes]

const typesIn = (query: string | undefined): ReadonlySet<string> | undefined => {
  const names = (query ?? '').split(',').map(name => name.trim())
  const given = names.filter(name => name !== '')
  return given.length > 0 ? new Set(given) : undefined
}

/** What happens, as it happens: to operators everything, to callers what becomes of their tasks. */
export const eventsRoute = (parts: ApiParts): Route => {
  const { runtime, access, streams, ownStreams } = parts

  /** What a caller may hear of who is no operator; undefined where that is not what was asked for. */
  const ownSource = ({ caller }: ApiCaller, types: ReadonlySet<string> | undefined) => {
    const { tasks } = runtime
    const isOwn = [...(types ?? [])].every(type => OWN_TASK_EVENTS.includes(type))
    return tasks && caller?.principal && isOwn ? ownTaskEvents(tasks, caller.principal) : undefined
  }

  const turnedAway = (c: Context, { principal }: ApiCaller): Response => {
    const missing = [scopeOf(access)]
    tellOfDenial(parts, c, principal, missing)
    const { name } = runtime.host.info
    if (!principal) return turnAway(c, name, access, 'operator', { kind: 'closed' })
    return turnAway(c, name, access, 'operator', { kind: 'lacking', principal, missing })
  }

  return {
    method: 'GET',
    path: '/events',
    operationId: 'events',
    summary: 'what happens, as an event stream; health and metrics every few seconds; to callers their tasks',
    access: 'owner',
    parameters: [
      {
        name: 'types',
        in: 'query',
        description: 'Only these types of events, with commas between them; without it all but log',
      },
      { name: 'level', in: 'query', description: 'The least level of log lines' },
      { name: 'failed', in: 'query', description: 'true: of tool.end only calls that went wrong' },
      { name: 'recent', in: 'query', description: 'true: begins with what has happened lately' },
    ],
    responses: {
      200: { description: 'Events, until one side ends it', media: 'text/event-stream' },
      422: failsWith('There is no such type of events, or no such level', 'VALIDATION_ERROR'),
      503: failsWith('There are too many streams, or the server stops', 'RESOURCE_EXHAUSTED'),
    },
    handler(c, caller) {
      const types = typesIn(c.req.query('types'))
      const unknown = [...(types ?? [])].find(type => !STREAMED.includes(type))
      if (unknown !== undefined) {
        const suggestion = `There are ${STREAMED.join(', ')}`
        return fail(c, 422, errorBody('VALIDATION_ERROR', `There are no events "${unknown}"`, suggestion))
      }
      const level = c.req.query('level') ?? 'debug'
      if (!isLogLevel(level)) {
        const suggestion = `There are ${LOG_LEVELS.join(', ')}`
        return fail(c, 422, errorBody('VALIDATION_ERROR', `There is no level "${level}"`, suggestion))
      }
      const [recent, failed] = [c.req.query('recent') === 'true', c.req.query('failed') === 'true']
      const source = caller.operates ? undefined : ownSource(caller, types)
      if (!caller.operates && !source) return turnedAway(c, caller)
      const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }
      // Nobody would read it, nor end it.
      if (c.req.method === 'HEAD') return c.body(null, 200, headers)
      const abandon = () => c.env?.outgoing?.destroy()
      const stream = source
        ? ownStreams.open(source, { types }, abandon)
        : streams.open({ types, level, recent, failed }, abandon)
      if (!stream) {
        const suggestion = 'End another stream, or try again later'
        const error = errorBody('RESOURCE_EXHAUSTED', 'There are too many event streams', suggestion)
        return fail(c, 503, error, { 'Retry-After': '5' })
      }
      return c.body(stream, 200, headers)
    },
  }
}
