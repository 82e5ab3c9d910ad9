import { byteCollector } from '../lanes/intake/byte-collector.ts'
import { defaultLimits } from '../lanes/intake/limits.ts'

/** A line without its end; or word that a line was longer than the limit, and that the rest of it is skipped. */
export type Line = { readonly kind: 'line'; readonly bytes: Uint8Array } | { readonly kind: 'too_long' }

export interface LineOptions {
  /** Length of a line in bytes, without its end. Default 4 MiB. */
  readonly maxBytes?: number
}

/** Cuts bytes into lines, whatever the chunks in which they come. */
export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): readonly Line[]
  /** The line that was begun and never ended, if any. */
  end(): readonly Line[]
}

const newline = 0x0a
const carriageReturn = 0x0d

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === carriageReturn

/** Nothing for a line of blanks. Only the carriage return of a line end is cut off. */
const lineOf = (bytes: Uint8Array): readonly Line[] => {
  if (bytes.every(isBlank)) return []
  const end = bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length
  return [{ kind: 'line', bytes: bytes.subarray(0, end) }]
}

/**
 * Makes a splitter for newline-delimited messages (2026-07-28, stdio). Lines may end in LF or CRLF, blank ones are
 * dropped, and never more than one line is held in memory. A line that is too long is told of once, as soon as it
 * is, and the next line is read as if nothing had been.
 *
 * @example
 * const lines = lineSplitter()
 * // The second line is not complete.
 * const whole = lines.push(new TextEncoder().encode('{"jsonrpc":"2.0"}\n{"json'))
 * whole.length // 1
 */
export const lineSplitter = ({ maxBytes = defaultLimits.maxBytes }: LineOptions = {}): LineSplitter => {
  // A line may be followed by a carriage return that is no part of it.
  const collected = byteCollector(maxBytes + 1)
  let skipping = false

  const add = (part: Uint8Array): readonly Line[] => {
    if (skipping || collected.push(part)) return []
    collected.take()
    skipping = true
    return [{ kind: 'too_long' }]
  }
  const finish = (): readonly Line[] => {
    const bytes = collected.take()
    if (skipping) {
      skipping = false
      return []
    }
    const isTooLong = bytes.length > maxBytes && bytes[maxBytes] !== carriageReturn
    return isTooLong ? [{ kind: 'too_long' }] : lineOf(bytes)
  }
  return {
    push(chunk) {
      const lines: Line[] = []
      let start = 0
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
        lines.push(...add(chunk.subarray(start, end)), ...finish())
        start = end + 1
      }
      if (start < chunk.length) lines.push(...add(chunk.subarray(start)))
      return lines
    },
    end: finish,
  }
}
