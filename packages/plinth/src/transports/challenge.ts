import type { Lack } from '../define/access.ts'
import type { Authentication } from '../define/credential.ts'

type Parameters = Readonly<Record<string, string | undefined>>

/** What stands between quotes in a header: ASCII without quotes and backslashes, though a name may be in any language. */
const quotable = (text: string): string => text.replaceAll(/[^ -~]|["\\]/g, '')

const bearer = (parameters: Parameters): string =>
  `Bearer ${Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${quotable(value)}"`]))
    .join(', ')}`

const asList = (scopes: readonly string[]): string | undefined =>
  scopes.length === 0 ? undefined : [...new Set(scopes)].join(' ')

/** Tells a client over HTTP what credential it needs: values of `WWW-Authenticate` (RFC 6750, RFC 9728). */
export interface Challenges {
  /** Nobody is known. */
  unknown(fault: 'missing' | 'wrong', lack?: Lack): string
  /** More scopes would do; undefined where they would not. */
  lacking(lack: Lack): string | undefined
}

/**
 * @param realm names the server
 * @param metadata where the protected resource metadata are
 */
export const createChallenges = (
  realm: string,
  { scopes = [] }: Pick<Authentication, 'scopes'>,
  metadata: string | undefined,
): Challenges => ({
  unknown: (fault, lack) =>
    bearer({
      realm,
      error: fault === 'wrong' ? 'invalid_token' : undefined,
      scope: asList([...scopes, ...(lack?.scopes ?? [])]),
      resource_metadata: metadata,
    }),
  lacking: ({ scopes: missing, roles, tenant }) =>
    roles.length > 0 || tenant
      ? undefined
      : bearer({
          realm,
          error: 'insufficient_scope',
          scope: asList(missing),
          resource_metadata: metadata,
        }),
})
