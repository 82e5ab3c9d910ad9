import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { ToolError } from 'plinth'
import { present } from '../present.ts'
import { rounded } from '../rounded.ts'
import type { DnsAnswer, DnsReport, DnsStatus, RecordType } from './record.ts'

export interface DnsLookupOptions {
  /** The server to ask, as a checked address. Default: the machine's own resolvers. */
  readonly server?: { readonly address: string; readonly port: number }
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const quoted = (texts: readonly string[]): string => texts.map(text => JSON.stringify(text)).join(' ')
const values = (records: readonly string[]): DnsAnswer[] => records.map(value => ({ value }))
const timed = (records: readonly { address: string; ttl: number }[]): DnsAnswer[] =>
  records.map(({ address, ttl }) => ({ value: address, ttlSec: ttl }))

const QUERIES: { readonly [type in RecordType]: (resolver: Resolver, name: string) => Promise<DnsAnswer[]> } =
  {
    A: async (resolver, name) => timed(await resolver.resolve4(name, { ttl: true })),
    AAAA: async (resolver, name) => timed(await resolver.resolve6(name, { ttl: true })),
    CNAME: async (resolver, name) => values(await resolver.resolveCname(name)),
    NS: async (resolver, name) => values(await resolver.resolveNs(name)),
    PTR: async (resolver, name) => values(await resolver.resolvePtr(name)),
    TXT: async (resolver, name) => values((await resolver.resolveTxt(name)).map(quoted)),
    MX: async (resolver, name) =>
      (await resolver.resolveMx(name)).map(({ priority, exchange }) => ({ value: exchange, priority })),
    SRV: async (resolver, name) =>
      (await resolver.resolveSrv(name)).map(({ name: value, priority, weight, port }) => ({
        value,
        priority,
        weight,
        port,
      })),
    SOA: async (resolver, name) => {
      const soa = await resolver.resolveSoa(name)
      const numbers = [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minttl]
      return [{ value: [soa.nsname, soa.hostmaster, ...numbers].join(' ') }]
    },
  }

const STATUSES: ReadonlyMap<string, DnsStatus> = new Map([
  ['ENODATA', 'NODATA'],
  ['ENOTFOUND', 'NXDOMAIN'],
  ['ESERVFAIL', 'SERVFAIL'],
  ['EREFUSED', 'REFUSED'],
  ['EFORMERR', 'FORMERR'],
  ['ENOTIMP', 'NOTIMP'],
])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'

function unanswered(cause: unknown, who: string): ToolError {
  const code = codeOf(cause)
  const late = code === 'ETIMEOUT'
  return new ToolError(`${who} ${late ? 'did not answer in time' : `could not be asked (${code})`}`, {
    code: late ? 'TIMEOUT' : 'CONNECTION_ERROR',
    suggestion:
      'Check with tcp_check on port 53 whether the server is there, or name another one in `server`',
    cause,
  })
}

/** Asks, and cancels the question when the signal fires. */
async function ask(
  resolver: Resolver,
  name: string,
  type: RecordType,
  signal: AbortSignal,
): Promise<DnsAnswer[]> {
  signal.throwIfAborted()
  const onAbort = () => resolver.cancel()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await QUERIES[type](resolver, name)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/**
 * Asks for the records of a name, once more when no answer comes. That there is no such name, or that the server
 * refuses, is an answer.
 *
 * Throws {@link ToolError} `TIMEOUT` or `CONNECTION_ERROR` when no server answers.
 */
export async function dnsLookup(
  name: string,
  type: RecordType,
  options: DnsLookupOptions,
): Promise<DnsReport> {
  const { server, timeoutMs, signal } = options
  const tries = 2
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / tries), maxTimeout: timeoutMs, tries })
  const at = server && `${isIPv6(server.address) ? `[${server.address}]` : server.address}:${server.port}`
  if (at !== undefined) resolver.setServers([at])
  const started = performance.now()
  const report = (status: DnsStatus, answers: DnsAnswer[]): DnsReport => ({
    name,
    type,
    status,
    answers,
    ...present({ server: at }),
    durationMs: rounded(performance.now() - started),
  })
  try {
    return report('NOERROR', await ask(resolver, name, type, signal))
  } catch (cause) {
    signal.throwIfAborted()
    const status = STATUSES.get(codeOf(cause))
    if (status === undefined)
      throw unanswered(cause, at === undefined ? 'The resolver of this machine' : `DNS server ${at}`)
    return report(status, [])
  }
}
