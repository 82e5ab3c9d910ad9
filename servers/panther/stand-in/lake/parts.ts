import type { Sql } from './lexer.ts'
import { SqlError } from './sql-error.ts'

export const textOf = (parts: Sql[]) => parts.map(({ text }) => text).join(' ')

/** Index of the parenthesis that closes the one at `open`. */
export const closing = (parts: Sql[], open: number) => {
  let depth = 0
  for (let index = open; index < parts.length; index++) {
    if (parts[index]?.value === '(') depth++
    if (parts[index]?.value === ')' && --depth === 0) return index
  }
  throw new SqlError("syntax error unexpected end of the statement, expecting ')'.")
}

const opening = (parts: Sql[], close: number) => {
  let depth = 0
  for (let index = close; index >= 0; index--) {
    if (parts[index]?.value === ')') depth++
    if (parts[index]?.value === '(' && --depth === 0) return index
  }
  return 0
}

/** Where the operand starts that ends a list: a name, a literal, a call, or something in parentheses. */
export const operandStart = (parts: Sql[]) => {
  const last = parts.length - 1
  let index = last
  if (parts[last]?.value === ')') {
    index = opening(parts, last)
    if (parts[index - 1]?.kind === 'word') index--
  }
  while (index >= 2 && parts[index - 1]?.value === '.') index -= 2
  return Math.max(index, 0)
}

/** The parts between commas, not counting those within parentheses. */
export const separated = (parts: Sql[]) => {
  const lists: Sql[][] = [[]]
  let depth = 0
  for (const part of parts) {
    if (part.value === '(') depth++
    if (part.value === ')') depth--
    if (part.value === ',' && depth === 0) lists.push([])
    else lists.at(-1)?.push(part)
  }
  return parts.length === 0 ? [] : lists
}
