import { wireErrors } from './errors.ts'
import { type HeaderReader, trimBlanks } from './header-value.ts'
import { type IntakeError, intakeError, quote } from './intake-error.ts'

export interface HostGuardOptions {
  /** The address that the server is bound to. */
  readonly host: string
  /**
   * Names under which the server may be called, beside those that always are: `mcp.example.com` on any port,
   * `mcp.example.com:8443` on one, `*.example.com` for what is below, `*` for any. Default none.
   */
  readonly allowedHosts?: readonly string[]
  /**
   * Origins whose pages may call the server, beside the server's own: `https://app.example.com`, or `*` for any.
   * Default none.
   */
  readonly allowedOrigins?: readonly string[]
}

/** Refuses a request by its `Host` and `Origin`; undefined when it may pass. */
export type HostGuard = (header: HeaderReader) => IntakeError | undefined

interface Authority {
  readonly name: string
  readonly port: string
}

const authority = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/
const origin = /^(https?):\/\/([^/?#@]+)$/
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

const parseAuthority = (text: string): Authority | undefined => {
  const [, name, port = ''] = authority.exec(trimBlanks(text)) ?? []
  return name === undefined ? undefined : { name: name.toLowerCase().replace(/\.$/, ''), port }
}

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || (name.startsWith('127.') && ipv4.test(name))

const isAddress = (name: string): boolean => name.startsWith('[') || ipv4.test(name)

const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

const fits = ({ name, port }: Authority, entry: string): boolean => {
  const [, entryName = entry, entryPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry.toLowerCase()) ?? []
  if (entryPort !== undefined && entryPort !== port) return false
  return entryName.startsWith('*.') ? name.endsWith(entryName.slice(1)) : name === entryName
}

/** Names that are remembered to be allowed; `*.example.com` allows any number. */
const MAX_KNOWN = 64

const refuse = (message: string): IntakeError => intakeError(wireErrors.forbidden, message)

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** Whether a page comes from the very name and port that it calls. A proxy may have changed the scheme. */
const isSameOrigin = (scheme: string, page: Authority, called: Authority): boolean => {
  const standard = defaultPorts[scheme] ?? ''
  return page.name === called.name && (page.port || standard) === (called.port || standard)
}

/**
 * Checks `Host` and `Origin` against DNS rebinding (2026-07-28, streamable HTTP, "Security & Endpoint").
 *
 * A page that rebinds its own name to this server calls it by that name, so a name passes only when it is known:
 * `localhost` and loopback addresses on a loopback bind, `localhost` and addresses on any other bind (no rebinding can
 * use one), and what `allowedHosts` lists. On a public bind a server is therefore unreachable by other names until
 * `allowedHosts` says by which. An `Origin` passes when it is the server's own, a loopback page on a loopback bind, or listed; a request
 * without one comes from no page and passes.
 *
 * @example
 * const guard = hostGuard({ host: '0.0.0.0', allowedHosts: ['mcp.example.com'] })
 * guard(header => (header === 'host' ? 'evil.example' : undefined))?.status // 403
 */
export const hostGuard = (options: HostGuardOptions): HostGuard => {
  const { allowedHosts = [], allowedOrigins = [] } = options
  const bound = bracketed(options.host.toLowerCase())
  const onLoopback = isLoopback(bound)
  const anyHost = allowedHosts.includes('*')
  const origins = new Set(allowedOrigins.map(each => each.toLowerCase().replace(/\/$/, '')))
  const mayCall = (called: Authority): boolean =>
    isLoopback(called.name) ||
    (!onLoopback && (isAddress(called.name) || called.name === bound)) ||
    allowedHosts.some(entry => fits(called, entry))

  const hostError = (called: Authority | undefined, given: string | undefined): IntakeError | undefined => {
    if (anyHost || (called !== undefined && mayCall(called))) return undefined
    return given === undefined
      ? refuse('The Host header is missing')
      : refuse(`Host ${quote(given)} is not allowed: an operator can add it to MCP_SERVER_ALLOWED_HOSTS`)
  }

  const originError = (called: Authority | undefined, given: string): IntakeError | undefined => {
    const text = trimBlanks(given).toLowerCase()
    if (origins.has('*') || origins.has(text)) return undefined
    const [, scheme = '', rest = ''] = origin.exec(text) ?? []
    const page = parseAuthority(rest)
    if (page !== undefined) {
      if (onLoopback && isLoopback(page.name)) return undefined
      // With any Host allowed, a rebound name is its own origin too, and proves nothing.
      if (!anyHost && called !== undefined && isSameOrigin(scheme, page, called)) return undefined
    }
    return refuse(
      `Origin ${quote(given)} is not allowed: an operator can add it to MCP_SERVER_ALLOWED_ORIGINS`,
    )
  }

  /** Names that may call, as they were written: most requests name the same few. */
  const known = new Set<string>()

  return header => {
    const host = header('host')
    const given = header('origin')
    if (given === undefined && host !== undefined && known.has(host)) return undefined
    const called = host === undefined ? undefined : parseAuthority(host)
    const fault = hostError(called, host)
    if (fault) return fault
    if (host !== undefined && known.size < MAX_KNOWN) known.add(host)
    return given === undefined ? undefined : originError(called, given)
  }
}
