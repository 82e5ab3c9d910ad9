import type { Principal } from './context.ts'
import { ALL_SCOPES } from './credential.ts'
import type { ErrorCode } from './errors.ts'
import type { AnyMiddleware } from './middleware.ts'

/** What a caller needs. Someone who is known, where neither scopes nor roles are named. */
export interface AccessRule {
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  /** To belong to a tenant. No scope stands for that, not even the one that stands for all scopes. */
  readonly tenant?: true
}

/** What a caller lacks of it. */
export interface Lack extends AccessRule {
  /** Whether it is known at all. */
  readonly known: boolean
}

/** Why a caller may not; a refusal of the dispatcher. */
export interface Denial {
  readonly reason: 'unauthenticated' | 'forbidden'
  readonly message: string
  readonly code: ErrorCode
  readonly suggestion: string
  readonly data: Readonly<Record<string, unknown>>
}

const RULE = Symbol.for('dev.plinth/access-rule')

/** Writes a rule on the middleware that enforces it, so that others can ask for it without a call. */
export const withRule = <M extends AnyMiddleware>(middleware: M, rule: AccessRule): M =>
  Object.assign(middleware, { [RULE]: rule })

/** The rule that a middleware enforces, if it is that kind of middleware. */
export const ruleOf = (middleware: AnyMiddleware): AccessRule | undefined =>
  (middleware as AnyMiddleware & { readonly [RULE]?: AccessRule })[RULE]

const without = (needed: readonly string[], held: readonly string[] = []): string[] =>
  needed.filter(each => !held.includes(each))

/** What a caller lacks of all these rules together; undefined when nothing. Without rules nobody lacks anything. */
export const lackOf = (rules: readonly AccessRule[], principal: Principal | undefined): Lack | undefined => {
  if (rules.length === 0) return undefined
  const tenant = rules.some(rule => rule.tenant) && !principal?.tenant ? { tenant: true as const } : {}
  if (principal?.scopes.includes(ALL_SCOPES))
    return tenant.tenant ? { known: true, scopes: [], roles: [], ...tenant } : undefined
  const scopes = without([...new Set(rules.flatMap(rule => rule.scopes))], principal?.scopes)
  const roles = without([...new Set(rules.flatMap(rule => rule.roles))], principal?.roles)
  const known = principal !== undefined
  const isEnough = known && scopes.length === 0 && roles.length === 0 && !tenant.tenant
  return isEnough ? undefined : { known, scopes, roles, ...tenant }
}

const listed = (what: string, names: readonly string[]): string[] => {
  if (names.length === 0) return []
  return [`the ${what}${names.length === 1 ? '' : 's'} ${names.map(name => `"${name}"`).join(', ')}`]
}

/** What is missing, as events tell it. */
export const missingIn = ({ scopes, roles, tenant }: AccessRule): readonly string[] => [
  ...scopes,
  ...roles.map(role => `role ${role}`),
  ...(tenant ? ['tenant'] : []),
]

const adviceFor = (roles: readonly string[], tenant: true | undefined): string => {
  if (tenant) return 'Use the credential of somebody who belongs to a tenant'
  return roles.length > 0
    ? 'Ask whoever gives out the roles'
    : 'Sign in again, and ask for what is missing too'
}

/**
 * Refuses a caller, and names nothing but what it lacks.
 *
 * @param name what was asked for
 */
export const denialOf = ({ known, scopes, roles, tenant }: Lack, name: string): Denial => {
  const belonging = tenant ? ['a tenant'] : []
  const missing = [...listed('scope', scopes), ...listed('role', roles), ...belonging].join(' and ')
  const data = { ...(scopes.length > 0 ? { scopes } : {}), ...(roles.length > 0 ? { roles } : {}) }
  if (!known)
    return {
      reason: 'unauthenticated',
      code: 'PERMISSION_DENIED',
      message: `"${name}" is only for callers who are known${missing ? `, with ${missing}` : ''}`,
      suggestion: 'Sign in, and call again with the credential',
      data,
    }
  return {
    reason: 'forbidden',
    code: 'PERMISSION_DENIED',
    message: `"${name}" needs ${missing}, which this caller does not have`,
    suggestion: adviceFor(roles, tenant),
    data,
  }
}
