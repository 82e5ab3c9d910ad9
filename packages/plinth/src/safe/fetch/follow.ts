import { ToolError } from '../../define/errors.ts'
import { SafetyError } from '../refusal.ts'
import { ACCEPTED_ENCODINGS, boundedBody } from './bounded-body.ts'
import { refusedUrl } from './fetch-error.ts'
import type { FetchPolicy } from './fetch-policy.ts'
import { type FetchRequest, redirected } from './fetch-request.ts'
import { readLocation, readUrl, type StrictUrl } from './read-url.ts'
import type { RawAnswer, Requester } from './requester.ts'
import { toResponse } from './to-response.ts'

export interface Journey {
  readonly policy: FetchPolicy
  readonly requester: () => Promise<Requester>
  readonly signals: readonly AbortSignal[]
  readonly redirect: NonNullable<RequestInit['redirect']>
  /** Hears of errors that come while the body is read, and gives the error to throw. */
  readonly onError: (error: unknown) => unknown
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Starts the clock of a request: the signal fires when time is up, or when one of the others does. */
const limitTime = ({ policy, signals }: Journey, url: string) => {
  const limit = new AbortController()
  const stop = policy.clock.after(policy.timeoutMs, () =>
    limit.abort(
      refusedUrl('time', url, `The answer took longer than ${policy.timeoutMs} ms`, {
        code: 'TIMEOUT',
        suggestion: 'Try again later',
      }),
    ),
  )
  return { signal: AbortSignal.any([limit.signal, ...signals]), stop }
}

/** What is told of an error: why it was aborted, which rule refused; of what the network says only that it failed. */
const explain = (error: unknown, host: string, signal: AbortSignal, reading: boolean): unknown => {
  if (error instanceof SafetyError) return error
  if (signal.aborted) return signal.reason
  if (error instanceof Error && error.cause instanceof SafetyError) return error.cause
  const message = reading ? `${host} broke off its answer` : `${host} cannot be reached, or does not answer`
  return new ToolError(message, { code: 'CONNECTION_ERROR', suggestion: 'Try again later', cause: error })
}

const discard = (answer: RawAnswer): void => {
  answer.body.on('error', () => {})
  answer.body.destroy()
}

const HIDEABLE: ReadonlySet<string> = new Set(['PERMISSION_DENIED', 'VALIDATION_ERROR'])

/** The words do not say where a redirect leads: the host that redirects could be telling of its inside. */
const hidden = (error: unknown, from: StrictUrl | undefined): unknown => {
  if (!from || !(error instanceof SafetyError) || !HIDEABLE.has(error.code)) return error
  return new SafetyError(`${from.host} redirects to where this may not fetch from`, {
    what: error.what,
    rule: error.rule,
    subject: error.subject,
    suggestion: 'Use the address of the page itself, if it is a public one',
    cause: error,
  })
}

const nextHop = (location: string, from: StrictUrl, { policy }: Journey): StrictUrl => {
  const next = readLocation(location, from.url)
  if (from.url.protocol === 'https:' && next.url.protocol === 'http:')
    throw refusedUrl('redirect', next.url.href, 'A redirect from https to http is refused')
  policy.check(next)
  return next
}

const takePlace = ({ policy }: Journey, { host, url }: StrictUrl): void => {
  const waitMs = policy.rate(host)
  if (waitMs === undefined) return
  throw refusedUrl('rate', url.href, `Too many requests for ${host}`, {
    code: 'RATE_LIMITED',
    retryAfterMs: waitMs,
    suggestion: `Try again in ${Math.max(1, Math.ceil(waitMs / 1_000))} s`,
  })
}

const finish = (
  answer: RawAnswer,
  at: StrictUrl,
  hops: number,
  journey: Journey,
  stop: () => void,
  signal: AbortSignal,
) => {
  const { policy, onError } = journey
  const { status, headers } = answer
  if (status < 200 || status > 599)
    throw new ToolError(`${at.host} answers with a status that does not exist`, { code: 'CONNECTION_ERROR' })
  answer.body.on('error', () => {})
  const url = at.url.href
  const hasBody = ![204, 205, 304].includes(status)
  const accepted = policy.acceptsType(headers.get('content-type'))
  if (hasBody && !accepted && status >= 200 && status < 300)
    throw refusedUrl('content-type', url, 'The answer is of a kind that is not accepted here')
  const body = accepted
    ? boundedBody(answer.body, headers.get('content-encoding'), headers.get('content-length'), {
        url,
        maxBytes: policy.maxBytes,
      })
    : undefined
  if (!body) discard(answer)
  if (headers.has('content-encoding'))
    for (const name of ['content-encoding', 'content-length']) headers.delete(name)
  const settle = (error?: unknown) => {
    stop()
    if (error === undefined) return undefined
    answer.body.destroy()
    return onError(explain(error, at.host, signal, true))
  }
  return toResponse({ status, headers, url, redirected: hops > 0, body, settle })
}

const send = async (request: FetchRequest, at: StrictUrl, { requester }: Journey, signal: AbortSignal) => {
  const { send } = await requester()
  try {
    return await send(at.url, request, signal)
  } catch (error) {
    throw explain(error, at.host, signal, false)
  }
}

/**
 * Sends a request and follows its redirects, each checked before it is made.
 *
 * @throws SafetyError when something is refused
 * @throws ToolError when a host cannot be reached
 */
export const follow = async (input: string, first: FetchRequest, journey: Journey): Promise<Response> => {
  const { policy, redirect } = journey
  let at = readUrl(input)
  policy.check(at)
  const { signal, stop } = limitTime(journey, at.url.href)
  let request: FetchRequest = { ...first, headers: new Headers(first.headers) }
  request.headers.set('accept-encoding', ACCEPTED_ENCODINGS)
  if (!request.headers.has('accept')) request.headers.set('accept', '*/*')
  if (!request.headers.has('user-agent')) request.headers.set('user-agent', 'plinth')
  let from: StrictUrl | undefined
  let answer: RawAnswer | undefined
  try {
    for (let hops = 0; ; hops++) {
      signal.throwIfAborted()
      takePlace(journey, at)
      answer = await send(request, at, journey, signal)
      const location = answer.headers.get('location')
      if (!REDIRECTS.has(answer.status) || location === null || redirect === 'manual')
        return finish(answer, at, hops, journey, stop, signal)
      discard(answer)
      if (hops >= policy.redirects || redirect === 'error')
        throw refusedUrl('redirect', at.url.href, `${at.host} redirects more often than is followed`)
      from = at
      at = nextHop(location, from, journey)
      request = redirected(request, answer.status, from.url, at.url)
    }
  } catch (error) {
    stop()
    if (answer) discard(answer)
    throw hidden(error, from)
  }
}
