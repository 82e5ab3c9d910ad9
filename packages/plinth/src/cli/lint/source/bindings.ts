import type { AnyNode, Pattern } from 'acorn'
import { isFunction } from './syntax.ts'
import type { Ancestors } from './walk.ts'
import { walk } from './walk.ts'

/** The names that a pattern binds: `{ a, b: [c] }` gives a and c. */
export const boundBy = (pattern: Pattern | null | undefined): string[] => {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap(element => boundBy(element))
    case 'ObjectPattern':
      return pattern.properties.flatMap(each =>
        boundBy(each.type === 'Property' ? each.value : each.argument),
      )
    default:
      return []
  }
}

/** The names that a function declares for itself and for what is inside of it, nested functions left out. */
const ownNames = (node: AnyNode): Set<string> => {
  const names = new Set<string>()
  if (!isFunction(node)) return names
  for (const parameter of node.params) for (const name of boundBy(parameter)) names.add(name)
  walk(node.body, inner => {
    if (inner.type === 'VariableDeclarator') for (const name of boundBy(inner.id)) names.add(name)
    if (inner.type === 'FunctionDeclaration' && inner.id) names.add(inner.id.name)
    return !isFunction(inner)
  })
  return names
}

/** Whether a name means something of a function's own there, and not what the module declares. */
export const isShadowed = (name: string, ancestors: Ancestors): boolean =>
  ancestors.some(node => isFunction(node) && ownNames(node).has(name))
