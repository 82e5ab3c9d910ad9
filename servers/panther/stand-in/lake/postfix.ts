import { literal } from './lexer.ts'
import { closing } from './parts.ts'
import type { Rewriter } from './rewriter.ts'

/** One step of a path: `:name`, `.name` or `[0]`; how it is written in JSON path, and in the query. */
const step = (rewriter: Rewriter, isFirst: boolean) => {
  const name = rewriter.at(1)
  if (name === undefined) return undefined
  if (rewriter.is(0, '[') && rewriter.is(2, ']'))
    return {
      length: 3,
      json: name.kind === 'number' ? `[${name.value}]` : `."${name.value}"`,
      source: `[${name.text}]`,
    }
  if (!rewriter.is(0, ':') && (isFirst || !rewriter.is(0, '.'))) return undefined
  const field = name.kind === 'word' ? name.text : name.value
  return { length: 2, json: `."${field}"`, source: `${rewriter.at(0)?.text}${name.text}` }
}

/** `:field.inner[0]."with space"` or `[0]` behind a column. False if there is none. */
const path = (rewriter: Rewriter) => {
  let json = '$'
  let source = ''
  for (;;) {
    const next = step(rewriter, source === '')
    if (next === undefined) break
    json += next.json
    source += next.source
    rewriter.index += next.length
  }
  if (source === '') return false
  rewriter.operand(operand => `json_extract(${operand}, ${literal(json)})`, source)
  return true
}

const castTo = (rewriter: Rewriter) => {
  const type = rewriter.word(1) ?? ''
  rewriter.index += 2
  if (rewriter.is(0, '(')) rewriter.index = closing(rewriter.parts, rewriter.index) + 1
  rewriter.operand(operand => `cast_as(${operand}, ${literal(type)})`, `::${type}`)
  return true
}

/** What may follow an operand and changes it. False if nothing of the kind does. */
export const postfix = (rewriter: Rewriter) => {
  const value = rewriter.at(0)?.value
  if (value === ':' || value === '[') return path(rewriter)
  return value === '::' && rewriter.at(0)?.kind === 'symbol' && castTo(rewriter)
}
