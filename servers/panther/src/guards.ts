import type { AnyMiddleware, Context, Middleware, ToolAnnotations } from 'plinth'
import { requireScopes } from 'plinth/auth'
import { WANTED } from './client/answers.ts'
import type { Panther } from './client/panther.ts'
import { describePermission, type Permission, type Wanted } from './client/permission-names.ts'

/** Under this key a tool's `_meta` says which permissions the API token needs for it. */
export const PERMISSIONS_META_KEY = 'dev.plinth.panther/permissions'

/** The tag of what changes something; `PANTHER_READ_ONLY` leaves it out. */
export const WRITE_TAG = 'write'

/** Says which permissions the next requests of a call need, for a refusal to name. */
export const wants = ({ state }: Pick<Context, 'state'>, wanted: Wanted): void => {
  state.set(WANTED, wanted)
}

const requirePermissions =
  (panther: Panther, wanted: Wanted): Middleware =>
  async (ctx, next) => {
    wants(ctx, wanted)
    await panther.permissions.require(ctx, wanted)
    return next()
  }

/** What a component wants of its caller, and of the server's API token. */
export interface Access {
  readonly panther: Panther
  /** The part of Panther it belongs to: callers need the scope `{area}:read` or `{area}:write`. */
  readonly area: string
}

const wantedOf = (permissions: readonly Permission[]): Wanted => ({ all: permissions })

/** Middleware that lets only those pass who may read this. */
export const guardsReading = (
  { panther, area }: Access,
  permissions: readonly Permission[],
): readonly AnyMiddleware[] => [
  requireScopes(`${area}:read`),
  ...(permissions.length > 0 ? [requirePermissions(panther, wantedOf(permissions))] : []),
]

const metaFor = (permissions: readonly Permission[]) => ({
  [PERMISSIONS_META_KEY]: permissions.map(describePermission),
})

/** The part of a tool's declaration that is common to those which change nothing. */
export const reads = (access: Access, ...permissions: readonly Permission[]) => ({
  annotations: { readOnlyHint: true, openWorldHint: true } satisfies ToolAnnotations,
  tags: ['read'],
  meta: metaFor(permissions),
  use: guardsReading(access, permissions),
})

export interface Effects {
  /** Whether something is overwritten or switched off. */
  readonly destructive: boolean
  /** Whether doing it again comes to the same. */
  readonly idempotent: boolean
}

/** The part of a tool's declaration that is common to those which change something. */
export const writes = ({ panther, area }: Access, { destructive, idempotent }: Effects, wanted: Wanted) => ({
  annotations: {
    readOnlyHint: false,
    destructiveHint: destructive,
    idempotentHint: idempotent,
    openWorldHint: true,
  } satisfies ToolAnnotations,
  tags: [WRITE_TAG],
  meta: metaFor(wanted.all ?? wanted.any),
  use: [requireScopes(`${area}:write`), requirePermissions(panther, wanted)],
})
