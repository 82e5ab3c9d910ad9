import { isIP } from 'node:net'

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || /^(.+\.)?localhost$/i.test(host)
}

const PLAIN: ReadonlySet<string> = new Set(['http:', 'redis:'])

/**
 * Whether others can read and change what goes to a URL and comes from there: it leaves this machine in plain text. For
 * upstreams of a server's own, to which a token is sent; `config.security.allowPlaintextUpstreams` says whether that may be.
 *
 * @example
 * isReadableOnTheWay('http://api.example.com') // true
 * isReadableOnTheWay('http://127.0.0.1:9000') // false
 * isReadableOnTheWay('https://api.example.com') // false
 */
export const isReadableOnTheWay = (url: string | URL): boolean => {
  const { protocol, hostname } = new URL(url)
  return PLAIN.has(protocol) && !isLoopback(hostname.replace(/[[\]]/g, ''))
}
