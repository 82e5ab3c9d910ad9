import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { denialOf, lackOf, missingIn } from '../define/access.ts'
import type { Principal } from '../define/context.ts'
import type { Authentication, Verdict } from '../define/credential.ts'
import type { CallOrigin } from '../events.ts'
import type { Host } from '../lanes/host.ts'
import { type IntakeError, intakeError, wireErrors } from '../lanes/intake/index.ts'
import type { RequestMessage } from '../lanes/intake/message.ts'
import { toWireRefusal } from '../lanes/wire-refusal.ts'
import { clientOf } from '../net/request-client.ts'
import { createChallenges } from './challenge.ts'
import { sendError } from './send-error.ts'

type Fault = Extract<Verdict, { fault: unknown }>

/** Who was let in; undefined when nobody was. */
export type Admitted = { readonly principal?: Principal } | undefined

/** Knows the callers of HTTP requests. */
export interface Gate {
  /**
   * Who sends a request; undefined when it was answered with a challenge already.
   *
   * @param mayBeUnknown whether what is asked for may be there for callers without a credential
   */
  admit(
    request: IncomingMessage,
    response: ServerResponse,
    mayBeUnknown: boolean,
  ): Admitted | Promise<Admitted>
  /**
   * Why a message will be refused for what its caller lacks, as an answer that lets the caller get it; undefined when
   * it will not.
   */
  refusalOf(
    request: IncomingMessage,
    message: RequestMessage,
    principal: Principal | undefined,
    modern: boolean,
  ): IntakeError | undefined
}

const MAX_PATH = 200
const RETRY_AFTER_MS = 5_000

const pathOf = ({ url = '/' }: IncomingMessage): string => (url.split('?', 1)[0] ?? '/').slice(0, MAX_PATH)

const originOf = (request: IncomingMessage, method: string, principal?: Principal): CallOrigin => ({
  correlationId: randomUUID(),
  method,
  name: method,
  transport: 'http',
  principal: principal?.id,
  tenant: principal?.tenant,
  address: clientOf(request),
})

const openTo = (principal: Principal | undefined): Gate => {
  const anybody: Admitted = principal ? { principal } : {}
  return { admit: () => anybody, refusalOf: () => undefined }
}

/** What a gate is made of. */
export interface GateOptions {
  /** Without it everybody may pass. */
  readonly auth?: Authentication | undefined
  /** Who everybody is, where there is no authentication. Default: nobody is known. */
  readonly unauthenticated?: Principal | undefined
  /** Where clients read how to get a credential. */
  readonly metadata?: string | undefined
}

/**
 * Makes what knows the caller of a request by its credential, or challenges it (basic/authorization, RFC 6750).
 */
export const createGate = (host: Host, { auth, unauthenticated, metadata }: GateOptions = {}): Gate => {
  if (!auth) return openTo(unauthenticated)
  const { verify, optional = false, scopes = [] } = auth
  const { events, info, log } = host
  const challenges = createChallenges(info.name, auth, metadata)
  const everybody = [{ scopes, roles: [] }]

  const failed = (request: IncomingMessage, { fault, reason }: Fault) => {
    const path = pathOf(request)
    events.emit('auth.failed', { fault, path }, originOf(request, request.method ?? 'GET'))
    const level = fault === 'unavailable' ? 'warning' : 'info'
    log[level]('auth.failed', { fault, path, address: clientOf(request), ...(reason ? { reason } : {}) })
  }

  const challenge = (verdict: Fault): IntakeError => {
    const { fault, retryAfterMs = RETRY_AFTER_MS } = verdict
    if (fault === 'unavailable') {
      const headers = { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) }
      return intakeError(wireErrors.unavailable, 'Credentials cannot be checked now: try again later', {
        headers,
      })
    }
    const headers = { 'www-authenticate': challenges.unknown(fault) }
    const advice = 'send "Authorization: Bearer" and a token for this server'
    return intakeError(wireErrors.unauthenticated, `Not authenticated: ${advice}`, { headers })
  }

  const lackingForAll = (request: IncomingMessage, principal: Principal): IntakeError | undefined => {
    const lack = scopes.length === 0 ? undefined : lackOf(everybody, principal)
    if (!lack) return undefined
    const method = request.method ?? 'GET'
    events.emit(
      'access.denied',
      { name: method, missing: missingIn(lack) },
      originOf(request, method, principal),
    )
    const header = challenges.lacking(lack)
    const { message, code, suggestion, data } = denialOf(lack, info.name)
    return intakeError(wireErrors.forbidden, message, {
      data: { ...data, code, suggestion },
      ...(header === undefined ? {} : { headers: { 'www-authenticate': header } }),
    })
  }

  const judge = (
    verdict: Verdict,
    request: IncomingMessage,
    response: ServerResponse,
    mayBeUnknown: boolean,
  ): Admitted => {
    if ('principal' in verdict) {
      const lacking = lackingForAll(request, verdict.principal)
      if (!lacking) return verdict
      sendError(request, response, lacking)
      return undefined
    }
    if (optional && mayBeUnknown && verdict.fault === 'missing') return {}
    failed(request, verdict)
    sendError(request, response, challenge(verdict))
    return undefined
  }

  return {
    admit(request, response, mayBeUnknown) {
      const verdict = verify(request.headers.authorization)
      return 'then' in verdict
        ? Promise.resolve(verdict).then(known => judge(known, request, response, mayBeUnknown))
        : judge(verdict, request, response, mayBeUnknown)
    },
    refusalOf(request, { id, method, params = {} }, principal, modern) {
      const denied = host.denied(method, params, principal)
      if (!denied) return undefined
      const { lack, denial, subject } = denied
      if (!lack.known) failed(request, { fault: 'missing' })
      else {
        const origin = { ...originOf(request, method, principal), name: subject }
        events.emit('access.denied', { name: subject, missing: missingIn(lack) }, origin)
      }
      const header = lack.known ? challenges.lacking(lack) : challenges.unknown('missing', lack)
      const { code, message, data } = toWireRefusal(denial, modern)
      return {
        code,
        message,
        ...(data ? { data } : {}),
        id,
        subject: 'request',
        status: lack.known ? wireErrors.forbidden.status : wireErrors.unauthenticated.status,
        ...(header === undefined ? {} : { headers: { 'www-authenticate': header } }),
      }
    },
  }
}
