import type { SourceRule } from '../rule.ts'
import { declarationsIn } from './declarations.ts'
import { lineAt } from './source-file.ts'

const MOST_LINES = 80

export const longHandler: SourceRule = {
  id: 'long-handler',
  severity: 'warning',
  title: `A handler of more than ${MOST_LINES} lines`,
  mend: 'Move what it does into functions with names, and keep the handler to reading input and shaping the answer',
  *inSource(file) {
    for (const { name, handlers } of declarationsIn(file))
      for (const { start, end } of handlers) {
        const lines = lineAt(file.text, end) - lineAt(file.text, start) + 1
        if (lines > MOST_LINES)
          yield { at: start, declaredAs: name, message: `The handler of ${name} has ${lines} lines` }
      }
  },
}
