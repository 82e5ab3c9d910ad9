import type { Verdict, VerifyCredential } from '../define/credential.ts'

const TOKEN = '[A-Za-z0-9\\-._~+/]+=*'
const BEARER = new RegExp(`^Bearer +(${TOKEN})$`, 'i')
const IS_TOKEN = new RegExp(`^${TOKEN}$`)
const MAX_LENGTH = 16 * 1024

/** Whether a client can send this as a bearer token (RFC 6750, section 2.1). */
export const isToken = (value: string): boolean => IS_TOKEN.test(value)

/** Makes a verifier of what judges the token behind `Authorization: Bearer`. */
export const bearer =
  (check: (token: string) => Verdict | Promise<Verdict>): VerifyCredential =>
  authorization => {
    if (authorization === undefined) return { fault: 'missing' }
    const token = authorization.length > MAX_LENGTH ? undefined : BEARER.exec(authorization)?.[1]
    return token === undefined ? { fault: 'wrong', reason: 'it is no bearer token' } : check(token)
  }
