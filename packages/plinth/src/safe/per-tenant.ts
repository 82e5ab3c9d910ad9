import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ToolError } from '../define/errors.ts'

/** How many tenants `perTenant` keeps something for, and how that is given back. */
export interface PerTenantOptions<T> {
  /** Gives back what was made for a tenant. Default: nothing is to be given back. */
  readonly close?: (value: T) => unknown
  /** For how many tenants it is kept at once; those that nobody uses go first. Default 1,000. */
  readonly max?: number
}

/** Something that each tenant has for itself. */
export interface PerTenant<T> extends AsyncDisposable {
  /**
   * Works with what is the tenant's, and keeps it open until that has ended.
   *
   * @throws ToolError with the code `RESOURCE_EXHAUSTED` when that of too many others is in use
   */
  use<R>(tenant: string, work: (value: T) => R | Promise<R>): Promise<R>
  /** Gives back all that was made. */
  close(): Promise<void>
}

interface Held<T> {
  readonly value: Promise<T>
  users: number
}

/**
 * Makes something for each tenant when it first needs it, and keeps it: files, connections, limits that are its own, so
 * that one tenant neither sees nor slows another.
 *
 * @throws RangeError when `max` is no whole number above 0
 * @example
 * const fetches = perTenant(() => safeFetch({ requestsPerSecond: 5 }), { close: fetch => fetch.close() })
 * server.with(requireTenant()).tool('page', { input: z.object({ url: z.url() }) }, ({ url }, ctx) =>
 *   fetches.use(ctx.tenant, async fetch => (await fetch(url)).text()),
 * )
 */
export const perTenant = <T>(
  make: (tenant: string) => T | Promise<T>,
  { close = () => {}, max = 1_000 }: PerTenantOptions<T> = {},
): PerTenant<T> => {
  if (!Number.isSafeInteger(max) || max < 1)
    throw new RangeError(`max of perTenant is ${max}: give a whole number from 1 on`)
  const held = new Map<string, Held<T>>()
  let closed = false

  const giveBack = async (tenant: string) => {
    const entry = held.get(tenant)
    held.delete(tenant)
    if (entry) await close(await entry.value)
  }

  const makeRoom = () => {
    if (held.size < max) return
    const idle = [...held].find(([, { users }]) => users === 0)
    if (!idle)
      throw new ToolError('Too many are served at once', {
        code: 'RESOURCE_EXHAUSTED',
        suggestion: 'Try again in a moment',
      })
    void giveBack(idle[0]).catch(() => {})
  }

  /** Nothing is waited for in here, so that two callers never find the same room. */
  const enter = (tenant: string) => {
    if (closed) throw new Error('This was closed: make another')
    if (!held.has(tenant)) makeRoom()
    const entry = held.get(tenant) ?? { value: Promise.resolve(tenant).then(make), users: 0 }
    held.delete(tenant)
    held.set(tenant, entry)
    entry.users += 1
    return entry
  }

  const made = async (tenant: string, entry: Held<T>): Promise<T> => {
    try {
      return await entry.value
    } catch (error) {
      if (held.get(tenant) === entry) held.delete(tenant)
      throw error
    }
  }

  const closeAll = async () => {
    closed = true
    await Promise.all([...held.keys()].map(tenant => giveBack(tenant).catch(() => {})))
  }

  return {
    async use(tenant, work) {
      const entry = enter(tenant)
      try {
        return await work(await made(tenant, entry))
      } finally {
        entry.users -= 1
      }
    },
    close: closeAll,
    [Symbol.asyncDispose]: closeAll,
  }
}

const LONGEST_NAME = 200

/** Letters of other alphabets, capitals and dots are not the same on every disk: they are written in hexadecimal. */
const folderName = (tenant: string): string => {
  const name = [...Buffer.from(tenant)]
    .map(byte =>
      /[a-z0-9_-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `=${byte.toString(16)}`,
    )
    .join('')
  return name.length > LONGEST_NAME ? `d-${createHash('sha256').update(tenant).digest('hex')}` : `t-${name}`
}

/**
 * The folder of a tenant below a root, made with the mode 0700 where it is missing. No two tenants have the same, and no
 * name of a tenant leads out of the root.
 *
 * @throws TypeError when the tenant is empty, or no proper text
 * @example
 * const files = perTenant(tenant => safeFiles({ roots: tenantFolder('/srv/files', tenant), write: true }), {
 *   close: each => each.close(),
 * })
 */
export const tenantFolder = (root: string, tenant: string): string => {
  if (tenant === '' || !tenant.isWellFormed()) throw new TypeError('A tenant without a name has no folder')
  const folder = join(root, folderName(tenant))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
