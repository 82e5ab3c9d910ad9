const openers = (text: string, opener: string, atMost: number): number => {
  let count = 0
  for (let at = text.indexOf(opener); at !== -1 && count <= atMost; at = text.indexOf(opener, at + 1)) count++
  return count
}

const backslash = 0x5c
const quotationMark = 0x22

/** Where the string ends that begins before `from`. */
const endOfString = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === backslash) at++
    else if (unit === quotationMark) return at
  }
  return text.length
}

/**
 * Whether a JSON text has more than `maxDepth` objects and arrays inside one another. It never recurses, and on text
 * that is no JSON its answer means nothing but is still found in one pass.
 */
export const isDeeperThan = (text: string, maxDepth: number): boolean => {
  // Most messages have fewer brackets than levels are allowed, and counting them is six times as fast as the scan.
  if (openers(text, '{', maxDepth) + openers(text, '[', maxDepth) <= maxDepth) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quotationMark) at = endOfString(text, at + 1)
    else if (unit === 0x7b || unit === 0x5b) depth++
    else if (unit === 0x7d || unit === 0x5d) depth--
    if (depth > maxDepth) return true
  }
  return false
}
