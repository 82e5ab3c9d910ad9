import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn'
import type { Ancestors } from './walk.ts'

export type FunctionNode = ArrowFunctionExpression | FunctionDeclaration | FunctionExpression

const FUNCTIONS: readonly string[] = ['ArrowFunctionExpression', 'FunctionDeclaration', 'FunctionExpression']

export const isFunction = (node: AnyNode | null | undefined): node is FunctionNode =>
  node !== null && node !== undefined && FUNCTIONS.includes(node.type)

/** Whether it runs when the module is loaded. */
export const isAtModuleLevel = (ancestors: Ancestors): boolean => !ancestors.some(node => isFunction(node))

/** A dotted name as it is written: `process.stdout.write`. Undefined for what is computed. */
export const dottedName = (node: AnyNode): string | undefined => {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'ThisExpression') return 'this'
  if (node.type === 'ChainExpression') return dottedName(node.expression)
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier')
    return undefined
  const object = dottedName(node.object)
  return object === undefined ? undefined : `${object}.${node.property.name}`
}

/** The last part of what is called: `write` of `process.stdout.write()`, also after something computed. */
export const calledName = (callee: AnyNode): string | undefined => {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined
  return callee.property.name
}

/** The text of a literal or of a template without holes. */
export const stringOf = (node: AnyNode | null | undefined): string | undefined => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

/** The variable that something starts from: `a` of `a.b[0].c`. */
export const rootIdentifier = (node: AnyNode): string | undefined => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'MemberExpression' ? rootIdentifier(node.object) : undefined
}

/** What a property or a variable is called. */
export const keyName = (node: AnyNode): string | undefined => {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name
  return stringOf(node)
}
