import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProtectedResource } from '../define/credential.ts'
import { intakeError, wireErrors } from '../lanes/intake/index.ts'
import { sendError } from './send-error.ts'

export const WELL_KNOWN = '/.well-known/oauth-protected-resource'
const METHODS = 'GET, HEAD, OPTIONS'
/** What is told to everybody, pages of any origin may read. */
const FOR_ANY_ORIGIN = { 'access-control-allow-origin': '*' }

/** Serves what tells clients where tokens come from. */
export interface ProtectedResourceMetadata {
  /** Where clients find it. */
  readonly url: string
  has(request: IncomingMessage): boolean
  answer(request: IncomingMessage, response: ServerResponse): void
}

export interface MetadataOptions {
  /** A name for people. */
  readonly name: string
  /** The path of the MCP endpoint, which a proxy may have changed. */
  readonly path: string
  /** The scopes that components require. */
  readonly scopes: () => readonly string[]
}

const withoutSlash = (path: string): string => path.replace(/\/+$/, '')

/** @throws TypeError when it is no address that clients could know the server by */
const addressOf = (resource: string): URL => {
  const url = URL.canParse(resource) ? new URL(resource) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || resource.includes('#') || url.username || url.password)
    throw new TypeError(
      `${JSON.stringify(resource)} cannot be the address of a protected resource: it begins with https://, and has neither a fragment nor credentials`,
    )
  return url
}

/**
 * Protected resource metadata (RFC 9728; basic/authorization, "Authorization Server Location"): at the well-known path,
 * and at the one with the path of the resource behind it.
 *
 * @throws TypeError when clients could not find anything with it
 */
export const createProtectedResource = (
  { resource, authorizationServers, scopesSupported, documentation }: ProtectedResource,
  { name, path, scopes }: MetadataOptions,
): ProtectedResourceMetadata => {
  const address = addressOf(resource)
  if (authorizationServers.length === 0)
    throw new TypeError(`The protected resource ${resource} names no authorization server`)
  const own = `${WELL_KNOWN}${withoutSlash(address.pathname)}`
  const paths = new Set([WELL_KNOWN, own, `${WELL_KNOWN}${withoutSlash(path)}`])
  const document = () => ({
    resource,
    authorization_servers: authorizationServers,
    scopes_supported: scopesSupported ?? scopes(),
    bearer_methods_supported: ['header'],
    resource_name: name,
    ...(documentation === undefined ? {} : { resource_documentation: documentation }),
  })
  return {
    url: new URL(`${own}${address.search}`, address).href,
    has: ({ url = '/' }) => paths.has(withoutSlash(url.split('?', 1)[0] ?? '/')),
    answer(request, response) {
      const { method } = request
      if (method === 'OPTIONS') {
        const wanted = request.headers['access-control-request-headers']
        response.writeHead(204, {
          ...FOR_ANY_ORIGIN,
          'access-control-allow-methods': METHODS,
          ...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
          vary: 'Access-Control-Request-Headers',
        })
        response.end()
        return
      }
      if (method === 'GET' || method === 'HEAD') {
        const body = JSON.stringify(document())
        const length = Buffer.byteLength(body)
        response.writeHead(200, {
          ...FOR_ANY_ORIGIN,
          'content-type': 'application/json',
          'content-length': length,
        })
        response.end(body)
        return
      }
      const headers = { ...FOR_ANY_ORIGIN, allow: METHODS }
      sendError(
        request,
        response,
        intakeError(wireErrors.methodNotAllowed, `Only ${METHODS} are answered here`, { headers }),
      )
    },
  }
}
