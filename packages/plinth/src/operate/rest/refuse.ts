import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Lack } from '../../define/access.ts'
import { createChallenges } from '../../transports/challenge.ts'
import { type Access, type Denial, scopeOf } from '../access.ts'
import { errorBody } from './error-body.ts'
import type { RouteAccess } from './route.ts'

/** Answers with JSON that no cache keeps. */
export const fail = (
  c: Context,
  status: ContentfulStatusCode,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Response => c.json(body, status, { 'Cache-Control': 'no-store', ...headers })

export const noSuchTool = (c: Context, name: string): Response =>
  fail(c, 404, errorBody('NOT_FOUND', `There is no tool "${name}" here`, 'See GET /tools for what there is'))

const metadataUrl = (resource: string): string => {
  const { origin, pathname } = new URL(resource)
  return `${origin}/.well-known/oauth-protected-resource${pathname.replace(/\/+$/, '')}`
}

const challengesFor = (realm: string, access: Access, level: RouteAccess) => {
  const scopes = level === 'operator' ? [scopeOf(access)] : (access.scopes ?? [])
  return createChallenges(realm, { scopes }, access.resource && metadataUrl(access.resource.resource))
}

/** For who lacks what a tool needs and others do not; undefined where no credential would help. */
export const challengeFor = (
  realm: string,
  access: Access,
  status: number,
  lack: Lack | undefined,
): string | undefined => {
  const challenges = challengesFor(realm, access, 'caller')
  if (status === 401) return challenges.unknown('missing', lack)
  return status === 403 && access.verify && lack?.known ? challenges.lacking(lack) : undefined
}

/** Tells somebody that a route is not theirs, and what would make it so. */
export const turnAway = (
  c: Context,
  realm: string,
  access: Access,
  level: RouteAccess,
  denial: Denial,
): Response => {
  const challenges = challengesFor(realm, access, level)
  if (denial.kind === 'closed') {
    const message = 'This server has no way to know who may do this'
    const suggestion =
      level === 'operator'
        ? 'Set MCP_OPERATOR_TOKEN and send it, or let the server listen on a loopback address only'
        : 'Set MCP_SERVER_TOKEN and send it, or let the server listen on a loopback address only'
    return fail(c, 403, errorBody('PERMISSION_DENIED', message, suggestion))
  }
  if (denial.kind === 'lacking') {
    const token = level === 'operator' && access.operator?.verify ? 'the token of operators, or ' : ''
    const suggestion = `Use ${token}a credential with the scope ${denial.missing.join(' ')}`
    const challenge = challenges.lacking({ known: true, scopes: denial.missing, roles: [] }) ?? 'Bearer'
    return fail(c, 403, errorBody('PERMISSION_DENIED', 'The credential does not allow this', suggestion), {
      'WWW-Authenticate': challenge,
    })
  }
  if (denial.fault === 'unavailable') {
    const seconds = Math.max(1, Math.ceil((denial.retryAfterMs ?? 1_000) / 1_000))
    const body = errorBody('RESOURCE_EXHAUSTED', 'Credentials cannot be checked now', 'Try again in a moment')
    return fail(c, 503, body, { 'Retry-After': String(seconds) })
  }
  const own = access.operator?.verify ? 'the token of operators' : `a token with the scope ${scopeOf(access)}`
  const suggestion = `Send "Authorization: Bearer" and ${level === 'operator' ? own : 'a token of this server'}`
  return fail(c, 401, errorBody('UNAUTHENTICATED', 'Not authenticated', suggestion), {
    'WWW-Authenticate': challenges.unknown(denial.fault),
  })
}
