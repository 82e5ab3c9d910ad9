/** A part of a statement that means something: comments and white space do not. */
export interface Token {
  /** A bare word, a name in double quotes, a text, a number, or a sign. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign'
  /** What it says: words in lower case, names without their quotes and texts without theirs. */
  readonly text: string
}

/** In the order in which they are tried: signs of several characters before those of one. */
const RULES: readonly (readonly [kind: Token['kind'] | 'nothing', pattern: RegExp])[] = [
  ['nothing', /\s+|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['text', /'(?:[^'\\]|''|\\[\s\S])*'|\$\$[\s\S]*?\$\$/y],
  ['name', /"(?:[^"]|"")*"/y],
  ['number', /\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy],
  ['word', /[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ['sign', /->>|::|<=|>=|<>|!=|=>|->|\|\||[^\s'"]/uy],
]

/** Begins of what has no end. */
const OPENINGS = ["'", '"', '$$', '/*']

const textOf = (kind: Token['kind'], text: string): string => {
  if (kind === 'word') return text.toLowerCase()
  if (kind === 'name') return text.slice(1, -1).replaceAll('""', '"')
  if (kind !== 'text') return text
  return text.startsWith('$$') ? text.slice(2, -2) : text.slice(1, -1).replaceAll("''", "'")
}

/**
 * The tokens of a statement in Snowflake's SQL; undefined where a text, a name or a comment in it has no end.
 *
 * @example
 * tokensOf("SELECT 'a' -- b") // [{ kind: 'word', text: 'select' }, { kind: 'text', text: 'a' }]
 */
export const tokensOf = (sql: string): readonly Token[] | undefined => {
  const tokens: Token[] = []
  let at = 0
  while (at < sql.length) {
    const before = at
    for (const [kind, pattern] of RULES) {
      pattern.lastIndex = at
      const found = pattern.exec(sql)?.[0]
      if (!found) continue
      if (kind === 'word' || kind === 'sign') {
        if (OPENINGS.some(opening => sql.startsWith(opening, at))) return undefined
      }
      at += found.length
      if (kind !== 'nothing') tokens.push({ kind, text: textOf(kind, found) })
      break
    }
    if (at === before) return undefined
  }
  return tokens
}

/** What stands between two brackets, and the tokens beside it. */
export type Part = Token | Group
export interface Group {
  readonly kind: 'group'
  readonly parts: readonly Part[]
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const MAX_DEPTH = 200

/** Puts together what stands in brackets; undefined where they do not match, or stand too deep. */
export const grouped = (tokens: readonly Token[]): readonly Part[] | undefined => {
  const open: { readonly parts: Part[]; readonly closing: string }[] = [{ parts: [], closing: '' }]
  for (const token of tokens) {
    const inner = open.at(-1)
    if (!inner || open.length > MAX_DEPTH) return undefined
    const closing = token.kind === 'sign' ? CLOSING[token.text] : undefined
    if (closing !== undefined) open.push({ parts: [], closing })
    else if (token.kind === 'sign' && ')]}'.includes(token.text)) {
      open.pop()
      if (token.text !== inner.closing) return undefined
      open.at(-1)?.parts.push({ kind: 'group', parts: inner.parts })
    } else inner.parts.push(token)
  }
  const [statement, unclosed] = open
  return unclosed ? undefined : statement?.parts
}

/** Whether a part is one of these words. */
export const isWord = (part: Part | undefined, ...words: readonly string[]): boolean =>
  part?.kind === 'word' && words.includes(part.text)

export const isSign = (part: Part | undefined, ...signs: readonly string[]): boolean =>
  part?.kind === 'sign' && signs.includes(part.text)

/** What stands between the commas of brackets. */
export const argumentsOf = ({ parts }: Group): readonly (readonly Part[])[] => {
  const pieces: Part[][] = [[]]
  for (const part of parts) {
    if (isSign(part, ',')) pieces.push([])
    else pieces.at(-1)?.push(part)
  }
  return pieces
}
