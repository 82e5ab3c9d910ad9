import { createHash } from 'node:crypto'
import type { Principal } from '../define/context.ts'

/**
 * Who a task belongs to, as it is kept: a principal within its tenant. Tasks of callers whom nobody knows belong to
 * whoever has their id, which cannot be guessed.
 */
export const ownerOf = (principal: Principal | undefined): string =>
  principal
    ? createHash('sha256')
        .update(JSON.stringify([principal.tenant, principal.id]))
        .digest('base64url')
    : 'anonymous'
