import type { Verdict, VerifyCredential } from '../define/credential.ts'
import { isScope } from './claims.ts'

/** The narrower scopes that come with a broader one. */
export type ImpliedScopes = Readonly<Record<string, readonly string[]>>

const withImplied = (held: readonly string[], implied: ImpliedScopes): readonly string[] => {
  const all = new Set(held)
  for (const scope of all)
    if (Object.hasOwn(implied, scope)) for (const each of implied[scope] ?? []) all.add(each)
  return [...all]
}

/**
 * Gives callers the narrower scopes that their broader ones imply (basic/authorization, "Step-Up Authorization Flow"):
 * who may write may read. What is implied may imply more.
 *
 * @throws TypeError when what is implied is no scope, or stands for all of them
 * @example
 * const tokens = staticTokens([{ name: 'ci', token: 'c2VjcmV0LW9mLWNp', scopes: ['alerts:write'] }])
 * const verify = implyScopes({ 'alerts:write': ['alerts:read'] }, tokens)
 * await verify('Bearer c2VjcmV0LW9mLWNp') // { principal: { id: 'ci', scopes: ['alerts:write', 'alerts:read'] } }
 */
export const implyScopes = (implied: ImpliedScopes, verify: VerifyCredential): VerifyCredential => {
  const wrong = Object.values(implied)
    .flat()
    .find(scope => !isScope(scope) || scope === '*')
  if (wrong !== undefined)
    throw new TypeError(`${JSON.stringify(wrong)} cannot be implied: it is no single scope`)
  const expand = (verdict: Verdict): Verdict => {
    if ('fault' in verdict) return verdict
    const { principal } = verdict
    return { principal: { ...principal, scopes: withImplied(principal.scopes, implied) } }
  }
  return async authorization => expand(await verify(authorization))
}
