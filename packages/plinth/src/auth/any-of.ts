import type { Verdict, VerifyCredential } from '../define/credential.ts'

const RANK = { missing: 0, wrong: 1, unavailable: 2 } as const

/**
 * Accepts what one of several verifiers accepts. They are asked in order, and the first that knows the caller decides.
 * Where none does, and one of them could not check, the answer is that it could not be checked.
 *
 * @throws TypeError when there are none
 * @example
 * const verify = anyOf(
 *   staticTokens([{ name: 'ci', token: 'c2VjcmV0LW9mLWNp', scopes: ['scan:run'] }]),
 *   jwt({
 *     jwksUrl: 'https://login.example.com/jwks',
 *     issuer: 'https://login.example.com',
 *     audience: 'https://mcp.example.com/mcp',
 *   }),
 * )
 */
export const anyOf = (...verifiers: readonly VerifyCredential[]): VerifyCredential => {
  const [only, second] = verifiers
  if (!only) throw new TypeError('anyOf needs a verifier: with none, nobody could call')
  if (!second) return only
  return async authorization => {
    let worst: Exclude<Verdict, { principal: unknown }> = { fault: 'missing' }
    const reasons: string[] = []
    for (const verify of verifiers) {
      const verdict = await verify(authorization)
      if ('principal' in verdict) return verdict
      if (verdict.reason !== undefined) reasons.push(verdict.reason)
      if (RANK[verdict.fault] > RANK[worst.fault]) worst = verdict
    }
    return reasons.length === 0 ? worst : { ...worst, reason: [...new Set(reasons)].join('; ') }
  }
}
