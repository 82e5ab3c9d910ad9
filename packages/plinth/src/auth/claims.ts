import type { Principal } from '../define/context.ts'
import { ALL_SCOPES } from '../define/credential.ts'

/** What an authorization server says of a token. */
export type Claims = Readonly<Record<string, unknown>>

/** Makes a principal of claims, where another server calls them otherwise. */
export interface ClaimMapping {
  /**
   * The id of the principal. Default: the issuer and the subject, `https://login.example.com#alice`, because another
   * issuer may have an `alice` too.
   */
  readonly principalOf?: (claims: Claims) => string | undefined
  /** Default: those in `scope` or `scp`. `*` is left out, whoever says it. */
  readonly scopesOf?: (claims: Claims) => readonly string[]
  /** Default: those in `roles` (RFC 9068, section 2.2.3.1). */
  readonly rolesOf?: (claims: Claims) => readonly string[]
  /** Default: none. */
  readonly tenantOf?: (claims: Claims) => string | undefined
}

/** Whether a text can be a scope (RFC 6749, section 3.3). */
export const isScope = (value: string): boolean => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.split(' ').filter(isText)
  return Array.isArray(value) ? value.filter(isText) : []
}

const scopesIn = ({ scope, scp }: Claims): readonly string[] => texts(scope ?? scp)

const rolesIn = ({ roles }: Claims): readonly string[] => (Array.isArray(roles) ? texts(roles) : [])

/** A subject; or a client that acts for itself. No issuer has a `#` or a `?` in it (RFC 8414, section 2). */
const idIn = ({ sub, client_id: client }: Claims, issuer: string): string | undefined => {
  if (isText(sub)) return `${issuer}#${sub}`
  return isText(client) ? `${issuer}?client_id=${encodeURIComponent(client)}` : undefined
}

/**
 * The principal that claims tell of; undefined when they name nobody.
 *
 * @param issuer where they come from
 */
export const principalFrom = (
  claims: Claims,
  issuer: string,
  { principalOf, scopesOf = scopesIn, rolesOf = rolesIn, tenantOf }: ClaimMapping,
): Principal | undefined => {
  const id = principalOf ? principalOf(claims) : idIn(claims, issuer)
  if (!isText(id)) return undefined
  const scopes = scopesOf(claims).filter(scope => scope !== ALL_SCOPES && isScope(scope))
  const roles = rolesOf(claims)
  const tenant = tenantOf?.(claims)
  return Object.freeze({
    id,
    scopes: Object.freeze(scopes),
    ...(roles.length === 0 ? {} : { roles: Object.freeze([...roles]) }),
    ...(tenant === undefined ? {} : { tenant }),
    claims: Object.freeze({ ...claims }),
  })
}

/** Whether a token is bound to a key that its bearer would have to show, which nobody checks here (RFC 7800). */
export const isBound = ({ cnf }: Claims): boolean => cnf !== undefined && cnf !== null

/** What tokens are accepted for, one or several. */
export const listOf = (audience: string | readonly string[]): readonly string[] =>
  typeof audience === 'string' ? [audience] : audience

/** Whether what a token was issued for is among what is accepted. */
export const isFor = ({ aud }: Claims, audience: readonly string[]): boolean =>
  texts(Array.isArray(aud) ? aud : [aud]).some(each => audience.includes(each))
