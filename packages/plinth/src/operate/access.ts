import type { Principal } from '../define/context.ts'
import { ALL_SCOPES, type Authentication, type Verdict, type VerifyCredential } from '../define/credential.ts'
import type { ApiCaller, RouteAccess } from './rest/route.ts'

/** How operators are known. */
export interface OperatorAccess {
  /** Knows the operators' own credential. Default: there is none. */
  readonly verify?: VerifyCredential | undefined
  /** The scope that makes an operator of a caller. Default `operator`. `*` does not include it. */
  readonly scope?: string
}

/** Who may see what operators see, and do what they do. */
export interface Access extends Partial<Authentication> {
  /**
   * Whether those may read and change everything who cannot be known, or whose credential has every scope (`*`), as long
   * as operators have no credential of their own: right where only this machine can reach the server. Default false.
   */
  readonly open?: boolean
  /** Whether everybody may call tools where callers cannot be known. Default: as `open`. */
  readonly openToCallers?: boolean
  /** Who those are that call tools where callers cannot be known. Default: nobody is known. */
  readonly anybody?: Principal | undefined
  readonly operator?: OperatorAccess
  /** Who may read metrics. Default `reader`. */
  readonly metrics?: 'public' | 'reader' | 'operator'
}

/** Why somebody may not use a route. */
export type Denial =
  | ({ readonly kind: 'unauthenticated' } & Fault)
  | { readonly kind: 'lacking'; readonly principal: Principal; readonly missing: readonly string[] }
  /** There is no way to know anybody. */
  | { readonly kind: 'closed' }

type Fault = Extract<Verdict, { fault: unknown }>

interface Identity {
  readonly verdict: Verdict | undefined
  readonly operator: { readonly principal: Principal | undefined } | undefined
}

export const scopeOf = ({ operator }: Access): string => operator?.scope ?? 'operator'

const mayEverything = ({ scopes }: Principal): boolean => scopes.includes(ALL_SCOPES)

const operatorIn = (access: Access, verdict: Verdict | undefined): Identity['operator'] => {
  const { operator, open = false } = access
  const trusting = open && !operator?.verify
  if (!verdict) return trusting ? { principal: undefined } : undefined
  if (!('principal' in verdict)) return undefined
  const { principal } = verdict
  if (principal.scopes.includes(scopeOf(access))) return { principal }
  return trusting && mayEverything(principal) ? { principal } : undefined
}

const identify = async (access: Access, authorization: string | undefined): Promise<Identity> => {
  const own = await access.operator?.verify?.(authorization)
  // It is no credential of callers: nobody else gets to see it, least of all an issuer that would be asked about it.
  if (own && 'principal' in own) return { verdict: access.verify ? { fault: 'wrong' } : own, operator: own }
  const verdict = await access.verify?.(authorization)
  return { verdict: verdict ?? own, operator: operatorIn(access, verdict) }
}

const principalIn = (verdict: Verdict | undefined): Principal | undefined =>
  verdict && 'principal' in verdict ? verdict.principal : undefined

const denied = (access: Access, verdict: Verdict | undefined): Denial => {
  if (!access.verify && !access.operator?.verify) return { kind: 'closed' }
  return { kind: 'unauthenticated', ...(verdict && 'fault' in verdict ? verdict : { fault: 'wrong' }) }
}

/** What a principal lacks of what every caller needs. */
const missingFor = ({ scopes = [] }: Access, principal: Principal): readonly string[] =>
  mayEverything(principal) ? [] : scopes.filter(scope => !principal.scopes.includes(scope))

const mayCall = (access: Access, { verdict }: Identity): ApiCaller | Denial => {
  const { verify, optional, open = false, openToCallers = open } = access
  const as = (who: ApiCaller['principal']): ApiCaller => ({
    ...NOBODY,
    principal: who,
    caller: { principal: who },
  })
  const anybody = as(undefined)
  if (!verify) return openToCallers ? as(access.anybody) : { kind: 'closed' }
  const principal = principalIn(verdict)
  if (!principal) {
    const absent = verdict && 'fault' in verdict && verdict.fault === 'missing'
    return optional && absent ? anybody : denied(access, verdict)
  }
  const missing = missingFor(access, principal)
  if (missing.length > 0) return { kind: 'lacking', principal, missing }
  return { principal, mayRead: true, caller: { principal }, operates: false }
}

/** Callers, operators, and those who are both: who only operates has no tasks, whatever it is called. */
const mayOwn = (access: Access, identity: Identity): ApiCaller | Denial => {
  const { operator } = identity
  const found = mayCall(access, identity)
  // An operator's credential may be all that is lacking.
  if (!operator) return 'kind' in found && found.kind === 'closed' ? denied(access, identity.verdict) : found
  const caller = 'kind' in found ? undefined : found.caller
  return { principal: operator.principal, mayRead: true, caller, operates: true }
}

const NOBODY: ApiCaller = { principal: undefined, mayRead: false, caller: undefined, operates: false }

/** Decides whether who presents a credential may use a route. */
export const admit = async (
  access: Access,
  level: RouteAccess,
  authorization: string | undefined,
): Promise<ApiCaller | Denial> => {
  const identity = await identify(access, authorization)
  const { verdict, operator } = identity
  const principal = operator?.principal ?? principalIn(verdict)
  const missing = operator || !principal ? [] : missingFor(access, principal)
  const isKnown = operator !== undefined || (principal !== undefined && missing.length === 0)
  const mayRead = isKnown || (!access.verify && access.open === true)
  switch (level) {
    case 'public':
      return { ...NOBODY, principal, mayRead }
    case 'caller':
      return mayCall(access, identity)
    case 'owner':
      return mayOwn(access, identity)
    case 'reader':
      if (mayRead) return { ...NOBODY, principal, mayRead }
      return principal ? { kind: 'lacking', principal, missing } : denied(access, verdict)
    case 'operator':
      if (operator) return { ...NOBODY, principal: operator.principal, mayRead, operates: true }
      return principal ? { kind: 'lacking', principal, missing: [scopeOf(access)] } : denied(access, verdict)
  }
}
