import type { AnyNode } from 'acorn'
import type { SourceRule } from '../rule.ts'
import { calledName, keyName, stringOf } from './syntax.ts'
import { nodesOf } from './walk.ts'

const SHELLS = new Set(['exec', 'execSync'])
const SPAWNING = new Set(['spawn', 'spawnSync', 'execFile', 'execFileSync'])

const asksForShell = (node: AnyNode | undefined): boolean =>
  node?.type === 'ObjectExpression' &&
  node.properties.some(
    each =>
      each.type === 'Property' &&
      keyName(each.key) === 'shell' &&
      !(each.value.type === 'Literal' && !each.value.value),
  )

/** Local names of what a file imports from `node:child_process`, and of the module itself. */
const importedFrom = (program: AnyNode): ReadonlySet<string> =>
  new Set(
    nodesOf(program, 'ImportDeclaration')
      .filter(({ node }) => /^(node:)?child_process$/.test(stringOf(node.source) ?? ''))
      .flatMap(({ node }) => node.specifiers.map(({ local }) => local.name)),
  )

export const shellCommand: SourceRule = {
  id: 'shell-command',
  severity: 'error',
  title: 'A program run through a shell with text that is put together',
  mend: 'Use commandTool() of plinth/command, or execFile() with a list of arguments: no shell reads them',
  *inSource({ program }) {
    const imported = importedFrom(program)
    for (const { node } of nodesOf(program, 'CallExpression')) {
      const { callee, arguments: given } = node
      const root =
        callee.type === 'MemberExpression' && callee.object.type === 'Identifier'
          ? callee.object.name
          : calledName(callee)
      if (root === undefined || !imported.has(root)) continue
      const name = calledName(callee) ?? ''
      const isShell = SHELLS.has(name) || (SPAWNING.has(name) && given.some(each => asksForShell(each)))
      if (isShell && stringOf(given[0]) === undefined)
        yield { at: node.start, message: `${name}() gives a shell text that is put together at run time` }
    }
  },
}
