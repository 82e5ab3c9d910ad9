import type { SourceRule } from '../rule.ts'
import { reachedFromHandlers } from './reached.ts'
import { calledName } from './syntax.ts'
import { nodesOf } from './walk.ts'

/** What is called so and takes no time. */
const HARMLESS = new Set(['isSync', 'resolveSync'])

const isBlocking = (name: string | undefined): name is string =>
  name !== undefined && /^[a-z].*Sync$/.test(name) && !HARMLESS.has(name)

export const syncIo: SourceRule = {
  id: 'sync-io',
  severity: 'warning',
  title: 'Synchronous input and output in what a call runs',
  mend: 'Use what returns a promise (node:fs/promises, execFile): meanwhile no other call is answered',
  *inSource(file, project) {
    const seen = new Set<number>()
    for (const { file: owner, node, component } of reachedFromHandlers(project)) {
      if (owner !== file) continue
      for (const { node: call } of nodesOf(node, 'CallExpression')) {
        const name = calledName(call.callee)
        if (!isBlocking(name) || seen.has(call.start)) continue
        seen.add(call.start)
        yield {
          at: call.start,
          declaredAs: component,
          message: `${name}() blocks the server while ${component} runs`,
        }
      }
    }
  },
}
