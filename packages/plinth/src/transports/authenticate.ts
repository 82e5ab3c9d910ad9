import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '../define/context.ts'
import type { VerifyCredential } from '../define/credential.ts'
import { intakeError, wireErrors } from '../lanes/intake/index.ts'
import { sendError } from './send-error.ts'

/** Who sends a request; undefined when it was answered with a challenge already. */
export type Authenticate = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<{ readonly principal?: Principal } | undefined>

/** Makes what knows the caller of a request by its credential, or challenges it (RFC 6750). */
export const createAuthenticate = (name: string, verify: VerifyCredential | undefined): Authenticate => {
  // A header holds ASCII only, and a name may be in any language.
  const realm = name.replaceAll(/[^ -~]|["\\]/g, '')
  return async (request, response) => {
    if (!verify) return {}
    const verdict = await verify(request.headers.authorization)
    if ('principal' in verdict) return verdict
    const reason = verdict.fault === 'wrong' ? ', error="invalid_token"' : ''
    const challenge = { 'www-authenticate': `Bearer realm="${realm}"${reason}` }
    const advice = 'send "Authorization: Bearer" and the token of this server'
    sendError(
      request,
      response,
      intakeError(wireErrors.unauthenticated, `Not authenticated: ${advice}`, { headers: challenge }),
    )
    return undefined
  }
}
