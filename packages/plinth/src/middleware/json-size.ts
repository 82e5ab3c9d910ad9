/** How many bytes a value takes as JSON in UTF-8; what JSON leaves out takes none. */
export const jsonBytes = (value: unknown): number => {
  const json: string | undefined = JSON.stringify(value)
  return json === undefined ? 0 : Buffer.byteLength(json)
}

const SHORT_ESCAPES = new Set([...'"\\\b\f\n\r\t'].map(char => char.charCodeAt(0)))

/** What one code point takes inside of a JSON string. */
const costOf = (point: number): number => {
  if (SHORT_ESCAPES.has(point)) return 2
  if (point < 0x20 || (point >= 0xd800 && point <= 0xdfff)) return 6
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x1_0000 ? 3 : 4
}

/** The longest beginning of a text that takes at most so many bytes inside of a JSON string. Splits no character. */
export const cutToBytes = (text: string, maxBytes: number): string => {
  let bytes = 0
  let end = 0
  while (end < text.length) {
    const point = text.codePointAt(end) ?? 0
    bytes += costOf(point)
    if (bytes > maxBytes) break
    end += point > 0xffff ? 2 : 1
  }
  return text.slice(0, end)
}
