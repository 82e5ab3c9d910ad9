import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Access, type Denial, scopeOf } from '../access.ts'
import { errorBody } from './error-body.ts'
import type { RouteAccess } from './route.ts'

/** Answers with an error, which no cache keeps. */
export const fail = (
  c: Context,
  status: ContentfulStatusCode,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Response => c.json(body, status, { 'Cache-Control': 'no-store', ...headers })

const challengeOf = (realm: string, access: Access, level: RouteAccess, denial: Denial): string => {
  const parts = [`realm="${realm.replaceAll(/[^ -~]|["\\]/g, '')}"`]
  if (denial.kind === 'unauthenticated' && denial.fault === 'wrong') parts.push('error="invalid_token"')
  if (denial.kind === 'lacking') parts.push('error="insufficient_scope"')
  const scopes = level === 'operator' ? [scopeOf(access)] : (access.scopes ?? [])
  const named = denial.kind === 'lacking' ? denial.missing : scopes
  if (named.length > 0) parts.push(`scope="${named.join(' ')}"`)
  if (access.resource) {
    const { origin, pathname } = new URL(access.resource.resource)
    const path = pathname === '/' ? '' : pathname
    parts.push(`resource_metadata="${origin}/.well-known/oauth-protected-resource${path}"`)
  }
  return `Bearer ${parts.join(', ')}`
}

/** Tells somebody that a route is not theirs, and what would make it so. */
export const turnAway = (
  c: Context,
  realm: string,
  access: Access,
  level: RouteAccess,
  denial: Denial,
): Response => {
  const challenge = { 'WWW-Authenticate': challengeOf(realm, access, level, denial) }
  if (denial.kind === 'closed') {
    const message = 'This server has no way to know who may do this'
    const suggestion =
      level === 'operator'
        ? 'Set MCP_OPERATOR_TOKEN and send it, or let the server listen on a loopback address only'
        : 'Set MCP_SERVER_TOKEN and send it, or let the server listen on a loopback address only'
    return fail(c, 403, errorBody('PERMISSION_DENIED', message, suggestion))
  }
  if (denial.kind === 'lacking') {
    const suggestion = `Use a credential with the scope ${denial.missing.join(' ')}`
    return fail(
      c,
      403,
      errorBody('PERMISSION_DENIED', 'The credential does not allow this', suggestion),
      challenge,
    )
  }
  if (denial.fault === 'unavailable') {
    const seconds = Math.max(1, Math.ceil((denial.retryAfterMs ?? 1_000) / 1_000))
    const body = errorBody('RESOURCE_EXHAUSTED', 'Credentials cannot be checked now', 'Try again in a moment')
    return fail(c, 503, body, { 'Retry-After': String(seconds) })
  }
  const suggestion =
    level === 'operator'
      ? 'Send "Authorization: Bearer" and the token of operators'
      : 'Send "Authorization: Bearer" and a token of this server'
  return fail(c, 401, errorBody('UNAUTHENTICATED', 'Not authenticated', suggestion), challenge)
}
