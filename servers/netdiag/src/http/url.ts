import { invalid } from '../failures.ts'
import { MAX_PORT } from '../nmap/ports.ts'

/** A URL in parts that nobody can read in two ways. */
export interface CheckedUrl {
  readonly secure: boolean
  /** As it was written: not yet checked against any policy. */
  readonly target: string
  readonly port: number
  /** The path with the query, as it is sent. */
  readonly path: string
  /** The value of the Host header. */
  readonly host: string
}

const EXAMPLE = 'Send a URL such as http://10.0.0.5:8080/health'
const PARTS = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?([/?][\x21-\x7e]*)?$/i
const MAX_URL = 2048

/**
 * Reads an absolute `http` or `https` URL. The host is taken as it was written and not as URL parsers read it: they
 * make 127.0.0.1 of `0x7f.1`, and what is checked must be what was meant.
 *
 * Throws {@link ToolError} `VALIDATION_ERROR` for anything else, a user name or password included.
 */
export function parseUrl(text: string): CheckedUrl {
  if (text.length > MAX_URL) throw invalid(`The URL is longer than ${MAX_URL} characters`, EXAMPLE)
  if (/^https?:\/\/[^/?#]*@/i.test(text))
    throw invalid('The URL holds a user name or password', EXAMPLE, { refused: 'url', rule: 'credentials' })
  const match = PARTS.exec(text)
  const [, scheme = '', written = '', digits, rest = ''] = match ?? []
  if (match === null) throw invalid('Not an absolute http or https URL of plain ASCII', EXAMPLE)
  const secure = scheme.toLowerCase() === 'https'
  const port = digits === undefined ? (secure ? 443 : 80) : Number(digits)
  if (port < 1 || port > MAX_PORT) throw invalid(`Port ${digits} is out of range (1-${MAX_PORT})`, EXAMPLE)
  const withoutFragment = rest.split('#', 1)[0] ?? ''
  return {
    secure,
    target: written.startsWith('[') ? written.slice(1, -1) : written,
    port,
    path: withoutFragment.startsWith('/') ? withoutFragment : `/${withoutFragment}`,
    host: digits === undefined ? written : `${written}:${digits}`,
  }
}
