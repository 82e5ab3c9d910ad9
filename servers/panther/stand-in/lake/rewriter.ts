import { ready, type Sql } from './lexer.ts'
import { closing, operandStart, textOf } from './parts.ts'
import type { Names } from './table-names.ts'

export type Context = {
  names: Names
  now: number
  /** What an expression was called before it was translated, for columns without a name. */
  columns: Map<string, string>
  /** Translates parts that stand within others. */
  translate(parts: Sql[], context: Context): Sql[]
}

/** Reads parts of a query from left to right, and collects what becomes of them. */
export class Rewriter {
  readonly out: Sql[] = []
  readonly parts: Sql[]
  readonly context: Context
  index = 0

  constructor(parts: Sql[], context: Context) {
    this.parts = parts
    this.context = context
  }

  at(offset: number) {
    return this.parts[this.index + offset]
  }

  /** The word there, in lower case. */
  word(offset: number) {
    const part = this.at(offset)
    return part?.kind === 'word' ? part.value : undefined
  }

  is(offset: number, value: string) {
    return this.at(offset)?.value === value
  }

  inner(from: number, to: number) {
    return textOf(this.context.translate(this.parts.slice(from, to), this.context))
  }

  /** Replaces a call: `write` is given where it ends, at its parenthesis. */
  call(write: (end: number) => string) {
    const end = closing(this.parts, this.index + 1)
    this.out.push(ready(write(end)))
    this.index = end + 1
  }

  /** Replaces the operand before; `suffix` is what stood behind it. */
  operand(write: (operand: string) => string, suffix: string) {
    const { columns } = this.context
    const operand = this.out.splice(operandStart(this.out))
    const before = operand.map(({ text }) => columns.get(text) ?? text).join('')
    const made = ready(write(textOf(operand)))
    columns.set(made.text, before + suffix)
    this.out.push(made)
  }
}
