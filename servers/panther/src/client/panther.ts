import { type Clock, systemClock } from 'plinth'
import type { BackoffOptions, BreakerOptions } from 'plinth/middleware'
import type { z } from 'zod'
import { type AddressOptions, createAddresses, requireSafe } from './addresses.ts'
import { bodyOf, dataOf, requireSuccess } from './answers.ts'
import type { Call } from './call.ts'
import type { Document } from './document.ts'
import { createExchange, type Outgoing } from './exchange.ts'
import { notConfigured } from './failures.ts'
import { createHeldPermissions, ownToken } from './held-permissions.ts'
import { path, type QueryValue, queryString } from './path.ts'
import { createSender } from './sender.ts'

export interface PantherOptions extends Omit<AddressOptions, 'instanceUrl'> {
  readonly instanceUrl?: string | undefined
  readonly apiToken?: string | undefined
  /** Sockets open at once to one address. Default 10. */
  readonly connections?: number
  /** Time for one request, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number
  /** How often a request that reads is sent at most. Default 4. */
  readonly attempts?: number
  /** Whether the token may be sent without encryption to other machines. Default false. */
  readonly allowPlaintext?: boolean
  readonly backoff?: BackoffOptions
  readonly breaker?: BreakerOptions
  readonly clock?: Clock
}

/** What a request may say beside its path. */
export interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue>>
  /** What a 404 says is not there, such as `alert "a1"`. */
  readonly missing?: string
}

/**
 * The client for both sides of Panther's API. Without an address or a token it can be made, and every request says what is
 * missing.
 *
 * @throws TypeError when the token would be sent in the clear
 */
export const createPanther = (options: PantherOptions) => {
  const { instanceUrl, apiToken: token, restUrl, graphqlUrl, clock = systemClock } = options
  const { connections = 10, timeoutMs = 30_000, attempts = 4, allowPlaintext = false } = options
  for (const url of [instanceUrl, restUrl, graphqlUrl])
    if (url !== undefined) requireSafe(url, allowPlaintext)
  const missing = [
    ...(instanceUrl === undefined ? ['PANTHER_INSTANCE_URL'] : []),
    ...(token === undefined ? ['PANTHER_API_TOKEN'] : []),
  ]
  const exchange = createExchange({ token, connections, timeoutMs })
  const sender = createSender(exchange, {
    attempts,
    clock,
    ...(options.backoff ? { backoff: options.backoff } : {}),
    ...(options.breaker ? { breaker: options.breaker } : {}),
  })
  const find = createAddresses(
    { instanceUrl: instanceUrl ?? '', restUrl, graphqlUrl },
    sender,
    allowPlaintext,
  )

  const addresses = async (call: Call) => {
    if (missing.length > 0) throw notConfigured(missing)
    return find(call)
  }

  const target = async (call: Call, where: string, query: RequestOptions['query'] = {}): Promise<URL> =>
    new URL(`${(await addresses(call)).rest}${where}${queryString(query)}`)

  const reading = (call: Call, { missing: what }: RequestOptions) => ({
    call,
    clock,
    ...(what === undefined ? {} : { missing: what }),
  })

  const get = async <T>(
    call: Call,
    where: string,
    shape: z.ZodType<T>,
    more: RequestOptions = {},
  ): Promise<T> => {
    const url = await target(call, where, more.query)
    const outgoing: Outgoing = { method: 'GET', url, repeatable: true, authenticated: true }
    return sender.send(call, outgoing, answer => bodyOf(answer, shape, reading(call, more)))
  }

  return {
    clock,
    missing,
    addresses,
    breaker: sender.breaker,
    get,
    /** Sends what changes something, once, and gives what comes back. */
    async write<T>(
      call: Call,
      method: 'POST' | 'PUT',
      where: string,
      body: unknown,
      shape: z.ZodType<T>,
      more: RequestOptions = {},
    ): Promise<T> {
      const url = await target(call, where, more.query)
      const outgoing: Outgoing = { method, url, body, repeatable: false, authenticated: true }
      return sender.send(call, outgoing, answer => bodyOf(answer, shape, reading(call, more)))
    },
    /** Changes something, once; nothing comes back. */
    async patch(call: Call, where: string, body: unknown, more: RequestOptions = {}): Promise<void> {
      const url = await target(call, where, more.query)
      const outgoing: Outgoing = { method: 'PATCH', url, body, repeatable: false, authenticated: true }
      await sender.send(call, outgoing, answer => requireSuccess(answer, reading(call, more)))
    },
    async graphql<V, T>(
      call: Call,
      document: Document<V, T>,
      variables: NoInfer<V>,
      more: Pick<RequestOptions, 'missing'> = {},
    ): Promise<T> {
      const { graphql } = await addresses(call)
      const outgoing: Outgoing = {
        method: 'POST',
        url: new URL(graphql),
        body: { query: document.text, variables },
        repeatable: document.repeatable,
        authenticated: true,
      }
      return sender.send(call, outgoing, answer => dataOf(answer, document.data, reading(call, more)))
    },
    permissions: createHeldPermissions(
      call => get(call, path`/api-tokens/self`, ownToken, { missing: 'token' }),
      clock,
    ),
    close: exchange.close,
  }
}

export type Panther = ReturnType<typeof createPanther>
