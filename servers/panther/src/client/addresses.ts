import { ToolError } from 'plinth'
import { isReadableOnTheWay } from 'plinth/config'
import { z } from 'zod'
import type { Call } from './call.ts'
import { failedThere } from './failures.ts'
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

const MAX_HOPS = 3

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

/** Why the token may not be sent to an address: others could read it on its way. */
const exposure = (url: string, allowPlaintext: boolean): string | undefined => {
  if (allowPlaintext || !isReadableOnTheWay(url)) return undefined
  return `${new URL(url).origin} is not encrypted, and the API token would be sent to it: use https://, or allow it with MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS`
}

/** @throws TypeError when the address is neither encrypted nor on this machine */
export const requireSafe = (url: string, allowPlaintext: boolean): void => {
  const reason = exposure(url, allowPlaintext)
  if (reason !== undefined) throw new TypeError(reason)
}

/** Finds out where the API is, with the first request, and once. */
export const createAddresses = (options: AddressOptions, sender: Sender, allowPlaintext: boolean) => {
  const instance = trimmed(options.instanceUrl.replace(/\/public\/graphql\/?$/, ''))
  let found: Promise<Addresses> | undefined

  const trust = (url: string): void => {
    const reason = exposure(url, allowPlaintext)
    if (reason !== undefined)
      throw new ToolError(`Panther's page leads astray: ${reason}`, {
        suggestion: 'Stop, and tell the person to check PANTHER_INSTANCE_URL',
      })
  }

  /** The page that people see, wherever it has moved. */
  const fetchPage = async (call: Call, url: URL, hops = MAX_HOPS): Promise<string> => {
    const { status, text, location } = await sender.send(
      call,
      { method: 'GET', url, repeatable: true, authenticated: false },
      answer => {
        // Whether it has the addresses cannot be said of a page that could not be made.
        if (answer.status === 429 || answer.status >= 500) throw failedThere(answer.status)
        return answer
      },
    )
    const moved = status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url.href)
    if (!moved || hops === 0) return status === 200 ? text : ''
    const next = new URL(location, url)
    trust(next.href)
    return fetchPage(call, next, hops - 1)
  }

  const discover = async (call: Call): Promise<string> => {
    const page = await fetchPage(call, new URL(instance))
    const rest = restIn(page)
    if (rest === undefined || !URL.canParse(rest)) return instance
    trust(rest)
    return trimmed(rest)
  }

  const find = async (call: Call): Promise<Addresses> => {
    const { restUrl, graphqlUrl } = options
    const rest = restUrl === undefined ? await discover(call) : trimmed(restUrl)
    return { rest, graphql: graphqlUrl ?? `${rest}/public/graphql` }
  }

  return (call: Call): Promise<Addresses> => {
    // Others wait for the same answer: whoever asked first may not end it for them.
    found ??= find({ trace: call.trace ?? {}, signal: new AbortController().signal }).catch(error => {
      found = undefined
      throw error
    })
    return found
  }
}
