/** Reads a header by its lower-case name; several of the same name come joined by `, `. */
export type HeaderReader = (name: string) => string | undefined

type NodeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads the headers of `node:http`. */
export const nodeHeaders =
  (headers: NodeHeaders): HeaderReader =>
  name => {
    const value = headers[name]
    return typeof value === 'string' || value === undefined ? value : value.join(', ')
  }

const isBlank = (unit: number) => unit === 0x20 || unit === 0x09

/** A field value without the blanks around it, which are no part of it (RFC 9110, 5.5). */
export const trimBlanks = (value: string): string => {
  let start = 0
  let end = value.length
  while (start < end && isBlank(value.charCodeAt(start))) start++
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--
  return start === 0 && end === value.length ? value : value.slice(start, end)
}

const fieldCharacters = /^[\t\x20-\x7e]*$/
const sentinelPrefix = '=?base64?'
const sentinelSuffix = '?='
const canonicalBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeBase64 = (text: string): string | undefined => {
  if (!canonicalBase64.test(text)) return undefined
  try {
    return utf8.decode(Uint8Array.from(atob(text), character => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/**
 * What a mirrored header says: itself, or what it carries as `=?base64?...?=` (2026-07-28, streamable HTTP, "Value
 * Encoding").
 *
 * @returns undefined when it has characters that no header may have, or carries no canonical Base64 of UTF-8
 * @example
 * decodeHeaderValue('=?base64?SGVsbG8=?=') // 'Hello'
 */
export const decodeHeaderValue = (raw: string): string | undefined => {
  const value = trimBlanks(raw)
  if (!fieldCharacters.test(value)) return undefined
  const isEncoded =
    value.length >= sentinelPrefix.length + sentinelSuffix.length &&
    value.startsWith(sentinelPrefix) &&
    value.endsWith(sentinelSuffix)
  return isEncoded ? decodeBase64(value.slice(sentinelPrefix.length, -sentinelSuffix.length)) : value
}
