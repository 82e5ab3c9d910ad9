import { ALL_SCOPES, type VerifyCredential } from '../define/credential.ts'
import { checkToken, staticTokens } from './static-tokens.ts'

/** The id of whoever presents the one token of a server. */
export const TOKEN_HOLDER = 'token'

/**
 * Accepts one token that was agreed on beforehand (RFC 6750): whoever has it may do everything, as the operator may.
 * Compares in a time that does not depend on how much of it is right.
 *
 * @throws TypeError when the token is empty or short (an unset token means closed, not open), or holds a character that
 *   clients cannot send
 * @example
 * const verify = staticToken('c2VjcmV0LW9mLWNp')
 * verify('Bearer wrong-token') // { fault: 'wrong', ... }
 */
export const staticToken = (token: string): VerifyCredential => {
  checkToken(token, 'MCP_SERVER_TOKEN')
  return staticTokens([{ name: TOKEN_HOLDER, token, scopes: [ALL_SCOPES] }])
}
