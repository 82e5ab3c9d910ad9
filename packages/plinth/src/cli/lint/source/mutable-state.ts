import type { AnyNode, Program } from 'acorn'
import type { SourceRule } from '../rule.ts'
import { isShadowed } from './bindings.ts'
import { reachedFromHandlers } from './reached.ts'
import { calledName, rootIdentifier } from './syntax.ts'
import { walk } from './walk.ts'

const MUTATING = new Set([
  'set',
  'add',
  'delete',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
])

const COLLECTIONS = new Set(['Map', 'Set', 'Array', 'Object'])

const isCollection = (init: AnyNode | null | undefined): boolean =>
  init?.type === 'ArrayExpression' ||
  init?.type === 'ObjectExpression' ||
  (init?.type === 'NewExpression' && init.callee.type === 'Identifier' && COLLECTIONS.has(init.callee.name))

/** Variables of the module that can change: those of `let`, and collections that are filled later. */
const variablesOf = (program: Program): ReadonlyMap<string, 'variable' | 'collection'> => {
  const found = new Map<string, 'variable' | 'collection'>()
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier') continue
      if (isCollection(init)) found.set(id.name, 'collection')
      else if (declaration.kind !== 'const') found.set(id.name, 'variable')
    }
  }
  return found
}

/** What a node changes, if it changes anything. What is made once, on first use (`??=`), is the same for everybody. */
const changedBy = (node: AnyNode): AnyNode | undefined => {
  if (node.type === 'AssignmentExpression') return node.operator === '??=' ? undefined : node.left
  if (node.type === 'UpdateExpression') return node.argument
  if (node.type === 'UnaryExpression' && node.operator === 'delete') return node.argument
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  return MUTATING.has(calledName(node.callee) ?? '') ? node.callee.object : undefined
}

export const mutableState: SourceRule = {
  id: 'mutable-module-state',
  severity: 'warning',
  title: 'State of the module that calls change: it is shared by all callers, and by no other replica',
  mend: 'Keep it in ctx.session(), in ctx.deps from a lifespan, or in a store; name it bounded where it is a cache',
  *inSource(file, project) {
    const variables = variablesOf(file.program)
    if (variables.size === 0) return
    const told = new Set<string>()
    for (const { file: owner, node: reached, component } of reachedFromHandlers(project)) {
      if (owner !== file) continue
      const changes: { readonly node: AnyNode; readonly name: string }[] = []
      walk(reached, (node, ancestors) => {
        const target = changedBy(node)
        const name = target && rootIdentifier(target)
        if (name !== undefined && !isShadowed(name, ancestors)) changes.push({ node, name })
      })
      for (const { node, name } of changes) {
        if (!variables.has(name) || told.has(name)) continue
        told.add(name)
        yield {
          at: node.start,
          declaredAs: component,
          message: `${component} changes ${name}, which all callers of this module share`,
        }
      }
    }
  },
}
