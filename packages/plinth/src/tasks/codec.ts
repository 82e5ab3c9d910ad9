import type { Clock } from '../clock.ts'
import { createSeal } from '../context/seal.ts'

/** Turns values into what a store keeps. */
export interface Codec {
  /** @param place what the value is of a task: it opens only there */
  close(value: unknown, id: string, place: string): string
  /** @throws Error when it was not closed by this server's keys */
  open(text: string, id: string, place: string): unknown
}

/** Longer than any task is kept: records expire by themselves. */
const NEVER_MS = 100 * 365 * 24 * 3_600_000
const PLAIN = 'json:'
const SEALED = 'sealed:'

/**
 * @param keys encrypt what is kept, the newest first; without any it is plain JSON
 * @throws TypeError when a key is too short
 */
export const createCodec = (keys: readonly string[], clock: Clock): Codec => {
  // Keys may be those of question states too: what is sealed for one must not open for the other.
  const seal = keys.length > 0 ? createSeal({ keys: keys.map(own), ttlMs: NEVER_MS, clock }) : undefined
  return {
    close: (value, id, place) =>
      seal ? SEALED + seal.close(value, `${id}\n${place}`) : PLAIN + JSON.stringify(value),
    open(text, id, place) {
      if (text.startsWith(PLAIN)) return JSON.parse(text.slice(PLAIN.length))
      const opened = seal?.open(text.slice(SEALED.length), `${id}\n${place}`)
      if (opened && 'value' in opened) return opened.value
      throw new Error(`The ${place} of a task was encrypted with a key that this server does not have`)
    },
  }
}

const own = (key: string): string => {
  if (key.length < 16)
    throw new TypeError(
      'A key of tasks needs at least 16 characters: make one with "openssl rand -base64 32"',
    )
  return `tasks ${key}`
}
