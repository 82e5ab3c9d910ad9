import { requireRoles, requireScopes } from '../auth/index.ts'
import type { Authentication, OperationEvent, Principal, Verdict } from '../index.ts'
import { Plinth } from '../index.ts'
import { metaKeys } from '../lanes/intake/envelope.ts'
import type { Era } from '../testing/wire.fixtures.ts'
import { createCustomRoutes, type RouteDeclaration } from './custom-routes.ts'
import { type HttpServing, serveHttp } from './http.ts'

const open: HttpServing[] = []

/** Ends every server that a test has started. */
export const closeServers = async () => {
  for (const one of open.splice(0)) await one.close()
}

const PEOPLE: Readonly<Record<string, Principal>> = {
  reader: { id: 'reader', scopes: ['alerts:read'] },
  writer: { id: 'writer', scopes: ['alerts:read', 'alerts:write'] },
  admin: { id: 'admin', scopes: ['alerts:read', 'alerts:write'], roles: ['admin'] },
  nobody: { id: 'nobody', scopes: [] },
}

export const verify = (authorization: string | undefined): Verdict => {
  if (authorization === undefined) return { fault: 'missing' }
  const name = authorization.replace('Bearer ', '')
  if (name === 'busy') return { fault: 'unavailable', retryAfterMs: 2_500, reason: 'the issuer is down' }
  const principal = PEOPLE[name]
  return principal ? { principal } : { fault: 'wrong' }
}

export const resource = {
  resource: 'https://mcp.example.com/public/mcp',
  authorizationServers: ['https://login.example.com'],
}
export const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/public/mcp'

const alerts = () => {
  const server = new Plinth({ name: 'alerts' })
  const read = [requireScopes('alerts:read')]
  server.tool('open', {}, (_, ctx) => `open to ${ctx.principal?.id ?? 'anybody'}`)
  server.tool('list', { use: read }, () => 'listed')
  server.tool('wipe', { use: [...read, requireScopes('alerts:write', 'alerts:wipe')] }, () => 'wiped')
  server.tool('rule', { use: [...read, requireRoles('admin')] }, () => 'ruled')
  server.prompt('summary', { use: read }, () => 'Summarise')
  server.resource('alerts://all', { use: read }, () => 'all')
  server.resource('alerts://{id}', { use: read, complete: { id: () => ['secret-id'] } }, ({ id }) => id)
  return server
}

interface Served {
  readonly serving: HttpServing
  readonly server: Plinth
  readonly events: OperationEvent[]
  ask(path: string, init?: RequestInit): Promise<Response>
  /** Sends a request as somebody; `GET` opens the stream of that one's session. */
  call(era: Era, method: string, params: object, who?: string): Promise<Response>
}

/** Serves alerts to those whose names are their tokens. */
export const serve = async (
  auth: Partial<Authentication> = { resource },
  declarations: readonly RouteDeclaration[] = [],
  server = alerts(),
): Promise<Served> => {
  const events: OperationEvent[] = []
  server.runtime.events.subscribe(event => events.push(event))
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, {
    port: 0,
    auth: { verify, ...auth },
    routes: createCustomRoutes(declarations, () => {}),
  })
  open.push(serving)
  const ask = (path: string, init: RequestInit = {}) => fetch(new URL(path, serving.url), init)
  const sessions = new Map<string, Promise<string>>()

  const begin = async (authorization: Record<string, string>): Promise<string> => {
    const clientInfo = { name: 'test', version: '1.0.0' }
    const response = await ask('/mcp', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...authorization,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 0,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
      }),
    })
    await response.text()
    return response.headers.get('mcp-session-id') ?? ''
  }

  const call = async (era: Era, method: string, params: object, who?: string) => {
    const authorization: Record<string, string> = who === undefined ? {} : { authorization: `Bearer ${who}` }
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...authorization,
    }
    const { name, uri } = params as { name?: string; uri?: string }
    const named = name ?? uri
    if (era === 'legacy') {
      const session = sessions.get(who ?? '') ?? begin(authorization)
      sessions.set(who ?? '', session)
      headers['mcp-session-id'] = await session
      headers['mcp-protocol-version'] = '2025-11-25'
      if (method === 'GET') return ask('/mcp', { headers })
      return ask('/mcp', {
        method: 'POST',
        headers,
        body: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }),
      })
    }
    headers['mcp-protocol-version'] = '2026-07-28'
    headers['mcp-method'] = method
    if (named !== undefined) headers['mcp-name'] = named
    const _meta = {
      [metaKeys.protocolVersion]: '2026-07-28',
      [metaKeys.clientCapabilities]: {},
      [metaKeys.clientInfo]: { name: 'test', version: '1.0.0' },
    }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: { ...params, _meta } })
    return ask('/mcp', { method: 'POST', headers, body })
  }
  return { serving, server, events, ask, call }
}

export const challengeOf = (response: Response) => response.headers.get('www-authenticate')

/** The message in an answer, as a document or at the end of a stream. */
export const messageOf = async (response: Response): Promise<Record<string, unknown>> => {
  const text = await response.text()
  const data = text.split('\n').findLast(line => line.startsWith('data: '))
  return JSON.parse(data ? data.slice(6) : text) as Record<string, unknown>
}
