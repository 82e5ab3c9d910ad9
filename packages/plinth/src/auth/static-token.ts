import { createHash, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../define/context.ts'
import type { VerifyCredential } from '../define/credential.ts'

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()

const TOKEN = '[A-Za-z0-9\\-._~+/]+=*'
const BEARER = new RegExp(`^Bearer +(${TOKEN})$`, 'i')
const IS_TOKEN = new RegExp(`^${TOKEN}$`)
const MIN_LENGTH = 8

/**
 * Accepts one token that was agreed on beforehand (RFC 6750). Compares in a time that does not depend on how much of
 * it is right.
 *
 * @throws TypeError when the token is empty or short (an unset token means closed, not open), or holds a character that
 *   clients cannot send
 * @example
 * const verify = staticToken(process.env.MY_TOKEN ?? '')
 * verify('Bearer wrong-token') // { fault: 'wrong' }
 */
export const staticToken = (token: string): VerifyCredential => {
  if (token.length < MIN_LENGTH)
    throw new TypeError(
      `MCP_SERVER_TOKEN needs at least ${MIN_LENGTH} characters: make one with "openssl rand -hex 32"`,
    )
  if (!IS_TOKEN.test(token))
    throw new TypeError(
      'MCP_SERVER_TOKEN may hold letters, digits and "-._~+/" only, with "=" at its end: nobody could send it',
    )
  const expected = digest(token)
  const principal: Principal = Object.freeze({ id: 'token', scopes: Object.freeze([]) })
  return authorization => {
    if (authorization === undefined) return { fault: 'missing' }
    const given = BEARER.exec(authorization)?.[1]
    if (given === undefined) return { fault: 'wrong' }
    return timingSafeEqual(digest(given), expected) ? { principal } : { fault: 'wrong' }
  }
}
