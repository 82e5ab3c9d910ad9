/** A piece of a template: a text as it stands, or a span of any characters but some. */
export type RunPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'span'; readonly ends: string }

export const literal = (text: string): RunPart => ({ kind: 'literal', text })
export const span = (ends: string): RunPart => ({ kind: 'span', ends })

/**
 * Matches a text with parts, one after another and from end to end; where there are several ways, earlier spans are
 * as long as can be. Takes time in proportion to the text for each part, whatever the text: a regular expression
 * takes the third power of it for three spans, and the text comes from outside.
 *
 * @returns what each part matched
 */
export const matchRun = (parts: readonly RunPart[], text: string): string[] | undefined => {
  const [first] = parts
  if (first?.kind === 'literal' && !text.startsWith(first.text)) return undefined
  const finishes = finishingFrom(parts, text)
  if (!finishes[0]?.[0]) return undefined
  const matched: string[] = []
  let at = 0
  for (const [index, part] of parts.entries()) {
    const rest = finishes[index + 1] as Uint8Array
    const end = part.kind === 'literal' ? at + part.text.length : longestSpan(part.ends, text, at, rest)
    matched.push(text.slice(at, end))
    at = end
  }
  return matched
}

/** For each part and place: whether this part and all later ones can match the text from there to its end. */
const finishingFrom = (parts: readonly RunPart[], text: string): Uint8Array[] => {
  const size = text.length
  let rest = new Uint8Array(size + 1)
  rest[size] = 1
  const all = [rest]
  for (const part of parts.toReversed()) {
    const here = new Uint8Array(size + 1)
    for (let at = size; at >= 0; at--)
      if (part.kind === 'literal')
        here[at] = rest[at + part.text.length] && text.startsWith(part.text, at) ? 1 : 0
      else here[at] = rest[at] || (at < size && here[at + 1] && !part.ends.includes(text.charAt(at))) ? 1 : 0
    all.unshift(here)
    rest = here
  }
  return all
}

const longestSpan = (ends: string, text: string, start: number, rest: Uint8Array): number => {
  let longest = start
  for (let at = start; at <= text.length; at++) {
    if (rest[at]) longest = at
    if (ends.includes(text.charAt(at))) break
  }
  return longest
}
