/** Puts chunks together. Ten thousand chunks of one byte cost no more memory than one chunk of ten thousand. */
export interface ByteCollector {
  readonly length: number
  /** Adds a chunk; false, and nothing added, when it would go beyond the limit. */
  push(chunk: Uint8Array): boolean
  /** Hands over what was collected and starts anew. */
  take(): Uint8Array
}

const noBytes = new Uint8Array(0)
const firstCapacity = 4096

export const byteCollector = (maxBytes: number): ByteCollector => {
  let buffer: Uint8Array = noBytes
  let length = 0
  const reserve = (needed: number) => {
    if (needed <= buffer.length) return
    const grown = new Uint8Array(Math.min(maxBytes, Math.max(needed, buffer.length * 2, firstCapacity)))
    grown.set(buffer.subarray(0, length))
    buffer = grown
  }
  return {
    get length() {
      return length
    },
    push(chunk) {
      if (length + chunk.length > maxBytes) return false
      // Most messages are one chunk, which is then handed over as it came.
      if (length === 0) {
        buffer = chunk
        length = chunk.length
        return true
      }
      reserve(length + chunk.length)
      buffer.set(chunk, length)
      length += chunk.length
      return true
    },
    take() {
      const taken = buffer.subarray(0, length)
      buffer = noBytes
      length = 0
      return taken
    },
  }
}
