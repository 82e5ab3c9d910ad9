import { randomUUID } from 'node:crypto'
import { isoTime } from './data/time.ts'
import { type Permission, permissions, readPermissions } from './permissions.ts'

export type Token = { id: string; name: string; value: string; permissions: Permission[]; createdAt: string }

/** The tokens that are valid; three are there from the start. */
export const createTokens = (now: number) => {
  const byValue = new Map<string, Token>()
  const issue = (name: string, granted: readonly Permission[]) => {
    const id = randomUUID()
    const value = `stand-in-token-${name}-${id.slice(0, 8)}`
    byValue.set(value, { id, name, value, permissions: [...granted], createdAt: isoTime(now) })
    return value
  }
  return {
    find: (value: string | undefined) => (value === undefined ? undefined : byValue.get(value)),
    issue,
    revoke: (value: string) => {
      byValue.delete(value)
    },
    initial: {
      full: issue('full', permissions),
      readOnly: issue('read-only', readPermissions),
      none: issue('none', []),
    },
  }
}

export type Tokens = ReturnType<typeof createTokens>
