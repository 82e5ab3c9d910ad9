import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { type Logger, silentLogger } from '../logger.ts'
import { type Access, errorBody, mayLook, operatorsOnly } from './access.ts'
import type { Health } from './health.ts'
import { httpCodeOf } from './health-status.ts'
import type { Metrics } from './metrics.ts'
import type { Readiness } from './readiness.ts'
import { type Observed, servedTools, toolBreakers } from './served-tools.ts'
import { toolReport } from './tool-report.ts'

export interface OperatorApiOptions {
  /** The server's `runtime`. */
  readonly runtime: Observed
  readonly health: Health
  readonly readiness: Readiness
  /** Default: none are served. */
  readonly metrics?: Metrics | undefined
  /** Who may see more than whether the server is well. Default: nobody. */
  readonly access?: Access
  /** How clients reach the server. Default `http`. */
  readonly transport?: string
  /** Where the MCP endpoint is. Default `/mcp`. */
  readonly path?: string
  readonly log?: Logger
}

const ENDPOINTS = {
  '/health': 'GET: what every health check found; 200 healthy, 207 degraded, 503 unhealthy',
  '/livez': 'GET: whether the process answers',
  '/readyz': 'GET: whether the server wants work; 503 while it starts and stops',
  '/tools': 'GET: every tool, with its state',
  '/metrics': 'GET: what tools did, as text for Prometheus, or as JSON where that is accepted',
}

/**
 * Makes the API for operators, a hono app that the HTTP transport serves, and that another application can mount. It
 * checks credentials itself: `/livez`, `/readyz` and the bare status of `/health` are for everybody, all else for
 * those whom `access` lets in. An application that mounts it checks `Host` and `Origin`.
 *
 * @example
 * const { runtime } = server
 * const readiness = createReadiness()
 * const health = createHealth({ ...runtime.host.info, service: 'weather', transport: 'http' })
 * app.route('/ops', createOperatorApi({ runtime, health, readiness, access: { verify: staticToken(token) } }))
 */
export const createOperatorApi = (options: OperatorApiOptions): Hono => {
  const { runtime, health, readiness, access = {}, transport = 'http', path = '/mcp' } = options
  const { metrics, log = silentLogger } = options
  const guard = operatorsOnly(access)
  const app = new Hono()

  app.get('/livez', c => c.json({ status: 'alive' }, 200, { 'Cache-Control': 'no-store' }))

  app.get('/readyz', c => {
    const { state } = readiness
    c.header('Cache-Control', 'no-store')
    if (state === 'ready') return c.json({ status: state })
    const suggestion = state === 'starting' ? 'Ask again in a moment' : 'Send requests to another replica'
    return c.json({ status: state, ...errorBody('NOT_READY', `The server is ${state}`, suggestion) }, 503)
  })

  app.get('/health', async c => {
    const report = health.report()
    const { status } = report
    c.header('Cache-Control', 'no-store')
    return c.json((await mayLook(c, access)) ? report : { status }, httpCodeOf(status))
  })

  app.get('/', guard, c => {
    const tools = servedTools(runtime)
    const base = c.req.path.replace(/\/$/, '')
    const { name, version } = runtime.host.info
    return c.json({
      name,
      version,
      transport,
      tools: tools.map(tool => tool.name),
      enabled_tools: tools.filter(({ enabled }) => enabled).map(tool => tool.name),
      endpoints: {
        [path]: 'POST: the MCP endpoint',
        ...Object.fromEntries(Object.entries(ENDPOINTS).map(([route, what]) => [`${base}${route}`, what])),
      },
    })
  })

  app.get('/tools', guard, async c => {
    const breakers = toolBreakers(runtime)
    const onError = (tool: string, error: unknown) => log.warning('tool.info_failed', { tool, error })
    const served = servedTools(runtime)
    const tools = await Promise.all(served.map(tool => toolReport(tool, { breakers, onError })))
    return c.json({ tools, total: tools.length, enabled: tools.filter(({ enabled }) => enabled).length })
  })

  app.get('/metrics', guard, async c => {
    if (!metrics) {
      const suggestion = 'Set MCP_ENABLE_METRICS=true, and install prom-client'
      return c.json(errorBody('NOT_FOUND', 'This server collects no metrics', suggestion), 404)
    }
    const supports = ['text/plain', 'application/json']
    const wanted = accepts(c, { header: 'Accept', supports, default: 'text/plain' })
    if (wanted === 'application/json') return c.json(await metrics.report())
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType })
  })

  return app
}
