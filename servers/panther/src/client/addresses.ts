import { z } from 'zod'
import type { Call } from './call.ts'
import type { Sender } from './sender.ts'

/** Where the two sides of the API are. */
export interface Addresses {
  /** Without a slash at its end. */
  readonly rest: string
  readonly graphql: string
}

export interface AddressOptions {
  /** What people open in a browser, or the address of either API. */
  readonly instanceUrl: string
  readonly restUrl?: string | undefined
  readonly graphqlUrl?: string | undefined
}

const CONFIG = /<script[^>]*\sid=["']?__PANTHER_CONFIG__["']?[^>]*>([\s\S]*?)<\/script>/
const config = z.looseObject({
  rest: z.string().optional(),
  WEB_APPLICATION_GRAPHQL_API_ENDPOINT: z.string().optional(),
})

const trimmed = (url: string): string => url.replace(/\/+$/, '')

/** What a page of Panther's says of where its API is. */
const restIn = (page: string): string | undefined => {
  const [, json] = CONFIG.exec(page) ?? []
  if (json === undefined) return undefined
  try {
    const { rest, WEB_APPLICATION_GRAPHQL_API_ENDPOINT: internal } = config.parse(JSON.parse(json))
    return rest ?? internal?.replace(/\/internal\/graphql\/?$/, '')
  } catch {
    return undefined
  }
}

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/**
 * Refuses to send the token where others can read it on its way.
 *
 * @throws TypeError when the address is neither encrypted nor on this machine
 */
export const requireSafe = (url: string, allowPlaintext: boolean): void => {
  const parsed = new URL(url)
  if (parsed.protocol === 'https:' || allowPlaintext || isLoopback(parsed)) return
  throw new TypeError(
    `${parsed.origin} is not encrypted, and the API token would be sent to it: use https://, or allow it with MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS`,
  )
}

/** Finds out where the API is, with the first request, and once. */
export const createAddresses = (options: AddressOptions, sender: Sender, allowPlaintext: boolean) => {
  const instance = trimmed(options.instanceUrl.replace(/\/public\/graphql\/?$/, ''))
  let found: Promise<Addresses> | undefined

  const discover = async (call: Call): Promise<string> => {
    const url = new URL(instance)
    const page = await sender.send(
      call,
      { method: 'GET', url, repeatable: true, authenticated: false },
      ({ status, text }) => (status === 200 ? text : ''),
    )
    const rest = restIn(page)
    if (rest === undefined || !URL.canParse(rest)) return instance
    requireSafe(rest, allowPlaintext)
    return trimmed(rest)
  }

  const find = async (call: Call): Promise<Addresses> => {
    const { restUrl, graphqlUrl } = options
    const rest = restUrl === undefined ? await discover(call) : trimmed(restUrl)
    return { rest, graphql: graphqlUrl ?? `${rest}/public/graphql` }
  }

  return (call: Call): Promise<Addresses> => {
    // Others wait for the same answer: whoever asked first may not end it for them.
    found ??= find({ ...call, signal: new AbortController().signal }).catch(error => {
      found = undefined
      throw error
    })
    return found
  }
}
