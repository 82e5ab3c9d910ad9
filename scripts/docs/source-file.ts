import { type ESTree, parseSync } from 'vite'

export type Comment = ReturnType<typeof parseSync>['comments'][number]

/** What a file of TypeScript exports under its own name. */
export interface Declared {
  readonly name: string
  readonly isType: boolean
  /** Callable, or a class: something that wants to be shown in use. */
  readonly isCallable: boolean
  /** The doc comment right before it; of overloads, the first one's. */
  readonly comment: Comment | undefined
}

/** A name that a file takes from another one and exports. */
export interface Passed {
  readonly name: string
  readonly isType: boolean
  /** Of the file that has it, as the importing file writes it. */
  readonly from: string
}

type Declaration = Omit<Declared, 'comment'>

const isFunction = (node: ESTree.Expression | null): boolean =>
  node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression'

const declarationsOf = (node: ESTree.Declaration): Declaration[] => {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id, init }) =>
        id.type === 'Identifier' ? [{ name: id.name, isType: false, isCallable: isFunction(init) }] : [],
      )
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
      return node.id === null ? [] : [{ name: node.id.name, isType: false, isCallable: true }]
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [{ name: node.id.name, isType: true, isCallable: false }]
    default:
      return []
  }
}

const isDoc = ({ type, value }: Comment): boolean => type === 'Block' && value.startsWith('*')

/** But for comments to tools. */
const isEmpty = (code: string): boolean => code.replaceAll(/\/\/.*/g, '').trim() === ''

/** Reads what a file of TypeScript exports, and its doc comments. */
export const readSource = (path: string, text: string) => {
  const { program, comments } = parseSync(path, text)
  const docs = comments.filter(isDoc)
  const declared = new Map<string, Declared>()
  const passed: Passed[] = []
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration') continue
    const comment = docs.find(({ end }) => end <= node.start && isEmpty(text.slice(end, node.start)))
    for (const each of node.declaration === null ? [] : declarationsOf(node.declaration))
      if (!declared.has(each.name)) declared.set(each.name, { ...each, comment })
    for (const { exported, exportKind } of node.specifiers)
      if (node.source !== null && exported.type === 'Identifier')
        passed.push({
          name: exported.name,
          isType: node.exportKind === 'type' || exportKind === 'type',
          from: node.source.value,
        })
  }
  return { docs, declared: [...declared.values()], passed }
}
