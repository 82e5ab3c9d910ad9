import { type Clock, ToolError } from 'plinth'
import { z } from 'zod'
import type { Call } from './call.ts'
import { notAllowed } from './failures.ts'
import { missingOf, type Permission, readPermissions, type Wanted } from './permission-names.ts'

/** How long what the token may do is believed: people add permissions while the server runs. */
const KEEP_MS = 5 * 60_000

export const ownToken = z.looseObject({ permissions: z.array(z.string()).nullish() })

/** What asks Panther which permissions the token has. */
export type AskPermissions = (call: Call) => Promise<z.infer<typeof ownToken>>

/** The permissions of the server's own token: asked once, and again after a while. */
export const createHeldPermissions = (ask: AskPermissions, clock: Clock) => {
  let known: { readonly held: Promise<ReadonlySet<Permission>>; readonly at: number } | undefined

  // Others wait for the same answer: whoever asked first may not end it for them.
  const fetchAll = async ({ trace = {} }: Call) =>
    readPermissions((await ask({ trace, signal: new AbortController().signal })).permissions ?? [])

  const list = (call: Call, { fresh = false } = {}): Promise<ReadonlySet<Permission>> => {
    if (!fresh && known && clock.now() - known.at < KEEP_MS) return known.held
    const held = fetchAll(call)
    const asked = { held, at: clock.now() }
    known = asked
    held.catch(() => {
      if (known === asked) known = undefined
    })
    return held
  }

  return {
    list,
    /**
     * Lets a call pass whose permissions the token has. A Panther that does not say lets all pass, and refuses itself.
     *
     * @throws ToolError that names what is missing
     */
    async require(call: Call, wanted: Wanted): Promise<void> {
      const held = await list(call).catch((error: unknown) => {
        const unsaid = error instanceof ToolError && (error.code === 'NOT_FOUND' || isForbidden(error))
        if (unsaid) return undefined
        throw error
      })
      call.signal.throwIfAborted()
      if (!held) return
      const missing = missingOf(wanted, held)
      if (missing.length > 0) throw notAllowed(wanted.all ? { all: missing } : { any: missing })
    },
  }
}

/** A token that may not look at itself; one that is wrong has no permissions to name. */
const isForbidden = ({ code, data }: ToolError): boolean =>
  code === 'PERMISSION_DENIED' && data?.permissions !== undefined
