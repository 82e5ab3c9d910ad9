import { hash, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../define/context.ts'
import type { VerifyCredential } from '../define/credential.ts'
import { bearer, isToken } from './bearer.ts'
import { isScope } from './claims.ts'

/** Whom a token makes of its bearer. */
export interface TokenHolder {
  /** The id of the principal: letters, digits and `_.@-`, at most 100, each name once. */
  readonly name: string
  /** What the holder may do; `*` stands for every scope. */
  readonly scopes: readonly string[]
  /** Default: none. */
  readonly roles?: readonly string[]
  /** Default: none. */
  readonly tenant?: string
}

/** A token that was agreed on: itself, or the SHA-256 digest of it in 64 hexadecimal digits. */
export type NamedToken = TokenHolder &
  (
    | { readonly token: string; readonly sha256?: undefined }
    | { readonly sha256: string; readonly token?: undefined }
  )

const MIN_LENGTH = 8
const NAME = /^[\w.@-]{1,100}$/
const SHA256 = /^[0-9a-f]{64}$/i

// Digits are had three times as fast as bytes.
const digest = (value: string): Buffer => Buffer.from(hash('sha256', value, 'hex'), 'latin1')

/** @throws TypeError when nobody could send the token, or anybody could guess it */
export const checkToken = (token: string, what: string): void => {
  if (token.length < MIN_LENGTH)
    throw new TypeError(
      `${what} needs at least ${MIN_LENGTH} characters: make one with "openssl rand -hex 32"`,
    )
  if (!isToken(token))
    throw new TypeError(
      `${what} may hold letters, digits and "-._~+/" only, with "=" at its end: nobody could send it`,
    )
}

const digestOf = ({ name, token, sha256 }: NamedToken): Buffer => {
  const what = `The token of "${name}"`
  if ((token === undefined) === (sha256 === undefined))
    throw new TypeError(`${what} needs either token or sha256`)
  if (token !== undefined) {
    checkToken(token, what)
    return digest(token)
  }
  if (!SHA256.test(sha256)) throw new TypeError(`${what} needs a sha256 of 64 hexadecimal digits`)
  return Buffer.from(sha256.toLowerCase(), 'latin1')
}

const principalOf = ({ name, scopes, roles, tenant }: NamedToken): Principal => {
  const wrong = scopes.find(scope => !isScope(scope))
  if (wrong !== undefined)
    throw new TypeError(
      `The scope ${JSON.stringify(wrong)} of "${name}" is none: it may hold no blanks or quotes`,
    )
  return Object.freeze({
    id: name,
    scopes: Object.freeze([...scopes]),
    ...(roles === undefined ? {} : { roles: Object.freeze([...roles]) }),
    ...(tenant === undefined ? {} : { tenant }),
  })
}

const firstTwice = (values: readonly string[]): number =>
  values.findIndex((value, index) => values.indexOf(value) < index)

/**
 * Accepts tokens that were agreed on beforehand, each with a name and scopes of its own (RFC 6750). What it takes to
 * compare does not depend on which token is right, nor on how much of it.
 *
 * @throws TypeError when a token is short or cannot be sent, when a name or a scope is none, when a name or a token is
 *   there twice, and when there is no token at all
 * @example
 * const verify = staticTokens([
 *   { name: 'ci', token: 'c2VjcmV0LW9mLWNp', scopes: ['scan:run'] },
 *   { name: 'grafana', sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c', scopes: [] },
 * ])
 * verify('Bearer c2VjcmV0LW9mLWNp') // { principal: { id: 'ci', scopes: ['scan:run'] } }
 */
export const staticTokens = (tokens: readonly NamedToken[]): VerifyCredential => {
  if (tokens.length === 0) throw new TypeError('There is no token: nobody could call')
  const unnamed = tokens.find(({ name }) => !NAME.test(name))
  if (unnamed)
    throw new TypeError(
      `A token is named ${JSON.stringify(unnamed.name)}: use 1 to 100 letters, digits, "_", ".", "@" or "-"`,
    )
  const known = tokens.map(each => ({ expected: digestOf(each), principal: principalOf(each) }))
  const name = tokens[firstTwice(tokens.map(each => each.name))]?.name
  if (name !== undefined) throw new TypeError(`Two tokens are named "${name}": a name tells callers apart`)
  const again = tokens[firstTwice(known.map(({ expected }) => expected.toString('latin1')))]
  if (again)
    throw new TypeError(`The token of "${again.name}" is that of somebody else too: make another one`)

  return bearer(token => {
    const given = digest(token)
    // All of them are looked at, so that the time taken tells nobody which one it was.
    let match: (typeof known)[number] | undefined
    for (const each of known) if (timingSafeEqual(given, each.expected)) match = each
    return match ? { principal: match.principal } : { fault: 'wrong', reason: 'no static token is like it' }
  })
}
