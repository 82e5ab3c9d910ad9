/** What was kept of a stream. */
export interface Output {
  readonly text: string
  /** Whether there was more than was kept. */
  readonly truncated: boolean
}

/** Keeps the beginning of a stream and counts the rest away. */
export interface OutputCollector {
  write(chunk: Uint8Array): void
  read(): Output
}

const FIRST_BYTES = 4_096

/** Where to cut so that no UTF-8 character is cut in two. */
const characterEnd = (bytes: Uint8Array, end: number): number => {
  for (let back = 1; back <= Math.min(3, end); back++) {
    const byte = bytes[end - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? end - back : end
  }
  return end
}

/**
 * Collects at most `maxBytes` of a stream. What comes after is taken and dropped, so that the writer never blocks. The
 * text is no longer than `maxBytes` either: bytes that are not UTF-8 are replaced, which may make them longer.
 */
export const outputCollector = (maxBytes: number): OutputCollector => {
  let kept = Buffer.allocUnsafe(Math.min(FIRST_BYTES, maxBytes))
  let length = 0
  let truncated = false

  const grow = (needed: number) => {
    if (needed <= kept.length) return
    const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(needed, kept.length * 2)))
    kept.copy(larger, 0, 0, length)
    kept = larger
  }
  return {
    write(chunk) {
      const taken = Math.min(chunk.length, maxBytes - length)
      if (taken < chunk.length) truncated = true
      if (taken === 0) return
      grow(length + taken)
      kept.set(chunk.subarray(0, taken), length)
      length += taken
    },
    read() {
      const text = kept.toString('utf8', 0, truncated ? characterEnd(kept, length) : length)
      const bytes = Buffer.from(text)
      if (bytes.length <= maxBytes) return { text, truncated }
      return { text: bytes.toString('utf8', 0, characterEnd(bytes, maxBytes)), truncated: true }
    },
  }
}
