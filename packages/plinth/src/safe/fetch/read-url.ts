import { type Address, parseAddress } from '../../net/address.ts'
import { endsInNumber, isHostName } from '../../net/host-name.ts'
import { refusedUrl } from './fetch-error.ts'

const MAX_URL = 8_192

/** A URL that was read strictly. */
export interface StrictUrl {
  readonly url: URL
  /** The host in its one form: a name in lower case and ASCII, or an address without brackets. */
  readonly host: string
  readonly address: Address | undefined
  readonly port: number
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 }

// What URL drops or rewrites in silence.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\x00-\x1f\x7f]/
const AFTER_SCHEME = /^https?:\/\/([^/?#]+)(?=$|[/?#])/i
const AUTHORITY = /^(\[[^\]]*\]|[^:[\]]+)(?::([1-9]\d{0,4}))?$/
// Dots and digits that become ASCII ones.
const LOOKALIKE_DOTS = /[\u3002\uff0e\uff61]/

/** Whether the name that was written is the one that was read. */
const isPlainName = (written: string, read: string): boolean => {
  if (!isHostName(read) || endsInNumber(read)) return false
  if (/^[\x21-\x7e]+$/.test(written)) return written.toLowerCase() === read
  return (
    !LOOKALIKE_DOTS.test(written) && written.normalize('NFKC') === written && !/[%\s\p{C}]/u.test(written)
  )
}

/** The address in brackets, or in four decimal numbers. */
const literalOf = (written: string): Address | undefined =>
  written.startsWith('[') ? parseAddress(written.slice(1, -1)) : parseAddress(written)

/**
 * Reads a URL so that no two readers can take it for different ones: with `//`, without user names, backslashes and
 * control characters, an address in strict form, a name that stays as it was written.
 *
 * @throws SafetyError with the rule `form`, `scheme` or `credentials`
 */
export const readUrl = (text: string): StrictUrl => {
  const malformed = (why: string) =>
    refusedUrl('form', text, `This URL is refused: ${why}`, {
      code: 'VALIDATION_ERROR',
      suggestion: 'Write it like https://example.com/path',
    })
  if (text.length > MAX_URL) throw malformed(`it is longer than ${MAX_URL} characters`)
  if (CONTROLS.test(text) || text !== text.trim())
    throw malformed('it holds white space or control characters')
  if (/^(?!https?:)[a-z][a-z0-9+.-]*:/i.test(text))
    throw refusedUrl('scheme', text, 'Only https and http can be fetched', { code: 'VALIDATION_ERROR' })
  const authority = AFTER_SCHEME.exec(text)?.[1]
  if (authority === undefined) throw malformed('it is not written as https://host/path')
  if (/\\/.test(text.replace(/[?#].*$/s, ''))) throw malformed('it holds a backslash')
  if (authority.includes('@'))
    throw refusedUrl('credentials', text, 'A URL with a user name or a password is refused', {
      code: 'VALIDATION_ERROR',
      suggestion: 'Leave out what stands before the @',
    })
  const [, written, port] = AUTHORITY.exec(authority) ?? []
  if (written === undefined || !URL.canParse(text)) throw malformed('its host or its port cannot be read')
  const url = new URL(text)
  url.hash = ''
  const address = literalOf(written)
  if (written.startsWith('[') && address?.text !== parseAddress(url.hostname.slice(1, -1))?.text)
    throw malformed('its address is not written plainly')
  if (!address && !isPlainName(written, url.hostname))
    throw malformed('its host is neither a plain name nor an address in strict form')
  return {
    url,
    host: address?.text ?? url.hostname,
    address,
    port: port === undefined ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(port),
  }
}

/**
 * Reads where a redirect leads, as strictly: a path leads to the same origin and nowhere else.
 *
 * @throws SafetyError as `readUrl`
 */
export const readLocation = (location: string, from: URL): StrictUrl => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return readUrl(location)
  if (location.startsWith('//')) return readUrl(`${from.protocol}${location}`)
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  if (!next || next.origin !== from.origin || CONTROLS.test(location) || /\\/.test(location))
    throw refusedUrl('form', location, 'A redirect is refused: where it leads is not written plainly')
  return readUrl(next.href)
}
