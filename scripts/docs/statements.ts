import { type ESTree, parseSync } from 'vite'

/** A statement at the top of a module, and the names that it declares there. */
export interface Statement {
  readonly text: string
  readonly names: readonly string[]
  readonly isImport: boolean
}

const namesIn = (pattern: ESTree.BindingPattern | ESTree.BindingRestElement): string[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap(each => namesIn(each.type === 'Property' ? each.value : each))
    case 'ArrayPattern':
      return pattern.elements.flatMap(each => (each === null ? [] : namesIn(each)))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}

const declaredBy = (node: ESTree.Statement | ESTree.Declaration): string[] => {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => namesIn(id))
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return node.id === null ? [] : namesIn(node.id)
    case 'ExportNamedDeclaration':
      return node.declaration === null ? [] : declaredBy(node.declaration)
    default:
      return []
  }
}

/** One statement for each name, so that each can be left out by itself. */
const splitImport = (node: ESTree.ImportDeclaration, code: string): Statement[] =>
  node.specifiers.map(each => {
    const type = node.importKind === 'type' ? 'type ' : ''
    const shown = code.slice(each.start, each.end)
    const clause = each.type === 'ImportSpecifier' ? `{ ${type}${shown} }` : `${type}${shown}`
    return { text: `import ${clause} from '${node.source.value}'`, names: [each.local.name], isImport: true }
  })

/**
 * The statements at the top of a module.
 *
 * @throws SyntaxError
 */
export const statementsOf = (code: string): Statement[] => {
  const { program, errors } = parseSync('block.ts', code, { sourceType: 'module' })
  const [error] = errors
  if (error) throw new SyntaxError(error.message)
  return program.body.flatMap(node =>
    node.type === 'ImportDeclaration' && node.specifiers.length > 0
      ? splitImport(node, code)
      : { text: code.slice(node.start, node.end), names: declaredBy(node), isImport: false },
  )
}
