import { isIP } from 'node:net'

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || /^(.+\.)?localhost$/i.test(host)
}

/** Whether what is sent to a URL stays on this machine. */
export const isLoopbackUrl = (url: string | URL): boolean =>
  isLoopback(new URL(url).hostname.replace(/[[\]]/g, ''))
