import type { SourceRule } from '../rule.ts'
import { dottedName } from './syntax.ts'
import { nodesOf } from './walk.ts'

/** The methods of `console` that write to stdout; `error`, `warn` and `trace` write to stderr. */
const WRITING = [
  'log',
  'info',
  'debug',
  'dir',
  'dirxml',
  'table',
  'group',
  'groupCollapsed',
  'count',
  'timeEnd',
  'timeLog',
]
const TO_STDOUT = new Set([...WRITING.map(method => `console.${method}`), 'process.stdout.write'])

export const noStdout: SourceRule = {
  id: 'no-stdout',
  severity: 'error',
  title: 'Output to stdout, which belongs to the protocol when a client starts the server',
  mend: 'Use ctx.log in a handler, and console.error elsewhere',
  *inSource({ program }) {
    for (const { node } of nodesOf(program, 'CallExpression')) {
      const name = dottedName(node.callee)
      const plain = name?.replace(/^globalThis\./, '')
      if (plain !== undefined && TO_STDOUT.has(plain))
        yield {
          at: node.start,
          message: `${name}() writes to stdout: on stdio, clients read that as messages`,
        }
    }
  },
}
