import { accepts } from 'hono/accepts'
import { eventTypes } from '../../events.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { isLogLevel, LOG_LEVELS } from './log-lines.ts'
import { openApiDocument } from './openapi.ts'
import { fail } from './refuse.ts'
import { failsWith, type Route } from './route.ts'
import { shownTools } from './shown-tools.ts'

const baseOf = (path: string, own: string): string =>
  path.endsWith(own) ? path.slice(0, -own.length) : path.replace(/\/$/, '')

const STREAMED: readonly string[] = ['health', 'metrics', 'traffic', 'log', 'dropped', ...eventTypes]

const typesIn = (query: string | undefined): ReadonlySet<string> | undefined => {
  const names = (query ?? '').split(',').map(name => name.trim())
  const given = names.filter(name => name !== '')
  return given.length > 0 ? new Set(given) : undefined
}

/**
 * The server itself.
 *
 * @param all every route of the API, these included: asked for when somebody asks
 */
export const serverRoutes = (parts: ApiParts, all: () => readonly Route[]): readonly Route[] => {
  const { runtime, access, metrics, config, streams, transport, path } = parts
  const { name, version } = runtime.host.info
  return [
    {
      method: 'GET',
      path: '/',
      operationId: 'server',
      summary: 'what the server is, and where things are',
      access: 'reader',
      responses: { 200: { description: 'The server', schema: 'Server' } },
      handler(c, caller) {
        const tools = shownTools(parts, caller)
        const base = baseOf(c.req.path, '/')
        const endpoints = all()
          .filter(route => route.path !== '/')
          .map(route => [`${base}${route.path}`, `${route.method}: ${route.summary}`] as const)
        return c.json({
          name,
          version,
          transport,
          tools: tools.map(tool => tool.name),
          enabled_tools: tools.filter(({ enabled }) => enabled).map(tool => tool.name),
          endpoints: {
            [path]: 'POST: the MCP endpoint',
            ...Object.fromEntries(endpoints),
            ...(parts.console ? { [`${base}/console`]: 'GET: the web console, for browsers' } : {}),
          },
        })
      },
    },
    {
      method: 'GET',
      path: '/openapi.json',
      operationId: 'openApi',
      summary: 'this API, described by OpenAPI 3.1',
      access: 'reader',
      responses: { 200: { description: 'The document', schema: 'OpenApi' } },
      handler: c =>
        c.json(openApiDocument(all(), { name, version, base: baseOf(c.req.path, '/openapi.json') })),
    },
    {
      method: 'GET',
      path: '/metrics',
      operationId: 'metrics',
      summary: 'what tools did, as text for Prometheus, or as JSON where that is accepted',
      access: access.metrics ?? 'reader',
      responses: {
        200: { description: 'The metrics', schema: 'Metrics', media: 'text/plain' },
        404: failsWith('The server collects none', 'NOT_FOUND'),
      },
      async handler(c) {
        if (!metrics) {
          const suggestion = 'Set MCP_ENABLE_METRICS=true, and install prom-client'
          return fail(c, 404, errorBody('NOT_FOUND', 'This server collects no metrics', suggestion))
        }
        const supports = ['text/plain', 'application/json']
        const wanted = accepts(c, { header: 'Accept', supports, default: 'text/plain' })
        if (wanted === 'application/json') return c.json(await metrics.report())
        return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType })
      },
    },
    {
      method: 'GET',
      path: '/config',
      operationId: 'config',
      summary: 'the configuration in effect, and where each value came from; no secrets',
      access: 'operator',
      responses: {
        200: { description: 'The configuration', schema: 'Config' },
        404: failsWith('There is none to show', 'NOT_FOUND'),
      },
      handler(c) {
        if (config) {
          const { config: values, sources, file } = config()
          return c.json({ config: values, sources, file })
        }
        const suggestion = 'Give createOperatorApi a config'
        return fail(c, 404, errorBody('NOT_FOUND', 'This server shows no configuration', suggestion))
      },
    },
    {
      method: 'GET',
      path: '/events',
      operationId: 'events',
      summary: 'what happens, as an event stream; health and metrics every few seconds',
      access: 'operator',
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
      handler(c) {
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
        const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }
        // Nobody would read it, nor end it.
        if (c.req.method === 'HEAD') return c.body(null, 200, headers)
        const stream = streams.open({ types, level, recent, failed }, () => c.env?.outgoing?.destroy())
        if (!stream) {
          const suggestion = 'End another stream, or try again later'
          const error = errorBody('RESOURCE_EXHAUSTED', 'There are too many event streams', suggestion)
          return fail(c, 503, error, { 'Retry-After': '5' })
        }
        return c.body(stream, 200, headers)
      },
    },
  ]
}
