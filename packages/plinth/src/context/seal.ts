import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'

/** Why a sealed state was not opened. */
export type SealFault = 'expired' | 'invalid'

/** Encrypts and authenticates what travels through a client and comes back. */
export interface Seal {
  /** @param binding what the state belongs to: it opens only for the same */
  close(value: unknown, binding: string): string
  open(sealed: string, binding: string): { readonly value: unknown } | { readonly fault: SealFault }
}

export interface SealOptions {
  /**
   * Secrets, the newest first: it closes, all of them open. Share them between replicas, and keep the old one for as
   * long as states live. Default: a random one, so that nothing survives a restart.
   */
  readonly keys?: readonly string[]
  /** How long a sealed value may be opened, in milliseconds. */
  readonly ttlMs: number
  readonly clock: Clock
}

const IV_BYTES = 12
const TAG_BYTES = 16
const MIN_SECRET_LENGTH = 16

interface Key {
  readonly id: string
  readonly bytes: Buffer
}

const checkLength = (secret: string): void => {
  if (secret.length < MIN_SECRET_LENGTH)
    throw new TypeError(
      `A state key needs at least ${MIN_SECRET_LENGTH} characters: make one with "openssl rand -base64 32"`,
    )
}

const deriveKey = (secret: string): Key => {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'plinth request state', 32))
  return { bytes, id: createHash('sha256').update(bytes).digest('base64url').slice(0, 8) }
}

/**
 * Makes the seal for request state: AES-256-GCM, bound to what the state belongs to, and expiring
 * (basic/patterns/mrtr, "Server Requirements").
 */
export const createSeal = ({ keys, ttlMs, clock }: SealOptions): Seal => {
  keys?.forEach(checkLength)
  let derived: readonly Key[] | undefined
  // A server that never asks anything needs no key.
  const ring = (): readonly Key[] => {
    derived ??= (keys?.length ? keys : [randomBytes(32).toString('base64')]).map(deriveKey)
    return derived
  }
  const aad = (key: Key, binding: string) => Buffer.from(`${key.id}\n${binding}`)

  return {
    close(value, binding) {
      const newest = ring()[0] as Key
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', newest.bytes, iv)
      cipher.setAAD(aad(newest, binding))
      const text = JSON.stringify({ expires: clock.now() + ttlMs, value })
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${newest.id}.${body.toString('base64url')}`
    },
    open(sealed, binding) {
      const dot = sealed.indexOf('.')
      const key = ring().find(candidate => candidate.id === sealed.slice(0, dot))
      const body = Buffer.from(sealed.slice(dot + 1), 'base64url')
      if (!key || body.length <= IV_BYTES + TAG_BYTES) return { fault: 'invalid' }
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, body.subarray(0, IV_BYTES))
        decipher.setAAD(aad(key, binding))
        decipher.setAuthTag(body.subarray(-TAG_BYTES))
        const text =
          decipher.update(body.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        const { expires, value } = JSON.parse(text) as { expires: number; value: unknown }
        return expires > clock.now() ? { value } : { fault: 'expired' }
      } catch {
        return { fault: 'invalid' }
      }
    },
  }
}
