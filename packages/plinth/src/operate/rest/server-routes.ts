import { accepts } from 'hono/accepts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { eventsRoute } from './events-route.ts'
import { openApiDocument } from './openapi.ts'
import { fail } from './refuse.ts'
import { failsWith, type Route } from './route.ts'
import { shownTools } from './shown-tools.ts'

const baseOf = (path: string, own: string): string =>
  path.endsWith(own) ? path.slice(0, -own.length) : path.replace(/\/$/, '')

/**
 * The server itself.
 *
 * @param all every route of the API, these included: asked for when somebody asks
 */
export const serverRoutes = (parts: ApiParts, all: () => readonly Route[]): readonly Route[] => {
  const { runtime, access, metrics, config, transport, path } = parts
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
          tasks: runtime.tasks !== undefined,
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
    eventsRoute(parts),
  ]
}
