import { systemResolver } from '../../net/resolve-target.ts'
import { callAround, type RefusalListener, report } from '../refusal.ts'
import type { Dial } from './connector.ts'
import { fetchPolicy, type SafeFetchOptions } from './fetch-policy.ts'
import { toRequest } from './fetch-request.ts'
import { follow } from './follow.ts'
import { openAgent, type Requester } from './requester.ts'

/** What a request is told: as for `fetch`, with a body of text, bytes or URLSearchParams. */
export interface SafeFetchInit extends RequestInit {
  /** The call that the request belongs to: hears of refusals. Default: the call that the code runs in. */
  readonly ctx?: RefusalListener & { readonly signal?: AbortSignal }
}

/**
 * Fetches as `fetch` does, within a policy. It can stand wherever a library takes a `fetch` of one's own.
 *
 * @throws SafetyError when the URL, a redirect or the answer is refused; reading the body throws it too
 * @throws ToolError with the code `CONNECTION_ERROR` when the host cannot be reached or breaks off
 */
export interface SafeFetch extends AsyncDisposable {
  (input: string | URL, init?: SafeFetchInit): Promise<Response>
  /** Ends what is under way, and closes the connections. */
  close(): Promise<void>
}

/**
 * Makes a `fetch` for URLs that somebody else chose: a model, a document, another server. Only https to public hosts by
 * default. A name is resolved once, every address is checked, and the connection goes to the address that was checked;
 * so for each redirect. Size is counted after decompression while it streams; time is limited as a whole; each host has
 * a rate. Cookies, proxies and credentials in URLs do not exist here.
 *
 * Needs the package `undici`, which is loaded with the first request. The rules are those of OWASP's "Server-Side Request
 * Forgery Prevention" and of the specification's "Security Best Practices".
 *
 * @throws TypeError or RangeError when an option cannot be used
 * @example
 * const fetchPage = safeFetch({ maxBytes: 1_000_000, contentTypes: ['text/*'] })
 * const page = tool('fetch_url', { input: z.object({ url: z.url() }) }, async ({ url }) => {
 *   const response = await fetchPage(url)
 *   return response.text()
 * })
 */
export const safeFetch = (options: SafeFetchOptions = {}): SafeFetch => createSafeFetch(options)

/** @param dial makes connections to addresses that were checked; for tests */
export const createSafeFetch = (options: SafeFetchOptions, dial?: Dial): SafeFetch => {
  const policy = fetchPolicy(options)
  const { lookup = systemResolver, ca } = options
  let requester: Promise<Requester> | undefined
  const open = () => {
    requester ??= openAgent({ policy, lookup, ca, dial }).catch((error: unknown) => {
      requester = undefined
      throw error
    })
    return requester
  }
  let closed = false

  const run = async (input: string | URL, init: SafeFetchInit = {}): Promise<Response> => {
    if (closed) throw new Error('This safeFetch was closed: make another')
    const listener = init.ctx ?? callAround()
    try {
      const url = String(input)
      const request = toRequest(url, init)
      const signals = [init.signal, init.ctx?.signal].filter(signal => signal instanceof AbortSignal)
      return await follow(url, request, {
        policy,
        requester: open,
        signals,
        redirect: init.redirect ?? 'follow',
        onError: error => report(error, listener),
      })
    } catch (error) {
      throw report(error, listener)
    }
  }
  const close = async () => {
    closed = true
    await (await requester?.catch(() => undefined))?.close()
  }
  return Object.assign(run, { close, [Symbol.asyncDispose]: close })
}
