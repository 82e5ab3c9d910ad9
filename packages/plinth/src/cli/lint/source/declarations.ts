import type { AnyNode, CallExpression } from 'acorn'
import type { SourceFile } from './source-file.ts'
import { calledName, type FunctionNode, isFunction, keyName, stringOf } from './syntax.ts'
import { nodesOf } from './walk.ts'

/** A component as its source declares it. */
export interface Declaration {
  /** A name or a URI. */
  readonly name: string
  /** Offset of the declaration. */
  readonly at: number
  /** Whether it is a tool around a program, whose arguments are checked and bounded anyway. */
  readonly isCommand: boolean
  /** What runs when it is called. */
  readonly handlers: readonly FunctionNode[]
}

const DECLARING = new Set(['tool', 'resource', 'prompt'])
/** The functions of a command tool that run with each call. */
const OF_COMMANDS = new Set(['args', 'parse', 'prepare', 'progress'])

/** Functions that a file declares at its top, by name. */
export const functionsOf = ({ program }: SourceFile): ReadonlyMap<string, FunctionNode> => {
  const functions = new Map<string, FunctionNode>()
  for (const statement of program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? (statement.declaration ?? statement) : statement
    if (declaration.type === 'FunctionDeclaration' && isFunction(declaration))
      functions.set(declaration.id.name, declaration)
    if (declaration.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations)
      if (id.type === 'Identifier' && isFunction(init)) functions.set(id.name, init)
  }
  return functions
}

type Functions = ReadonlyMap<string, FunctionNode>

const asFunction = (node: AnyNode | undefined, functions: Functions): FunctionNode[] => {
  const found = node?.type === 'Identifier' ? functions.get(node.name) : node
  return isFunction(found) ? [found] : []
}

const inOptions = (
  options: AnyNode | undefined,
  functions: Functions,
): Omit<Declaration, 'at' | 'isCommand'> | undefined => {
  if (options?.type !== 'ObjectExpression') return undefined
  const fields = new Map<string | undefined, AnyNode>()
  for (const field of options.properties)
    if (field.type === 'Property') fields.set(keyName(field.key), field.value)
  const name = stringOf(fields.get('name'))
  if (name === undefined) return undefined
  const handlers = [...fields].flatMap(([key, value]) =>
    key !== undefined && OF_COMMANDS.has(key) ? asFunction(value, functions) : [],
  )
  return { name, handlers }
}

const declarationOf = (call: CallExpression, functions: Functions): Declaration | undefined => {
  const callee = calledName(call.callee)
  const [first, , third] = call.arguments
  if (callee === 'commandTool') {
    const found = inOptions(first, functions)
    return found && { ...found, isCommand: true, at: call.start }
  }
  const name = stringOf(first)
  if (callee === undefined || !DECLARING.has(callee) || name === undefined || third === undefined)
    return undefined
  return { name, isCommand: false, at: call.start, handlers: asFunction(third, functions) }
}

/** Every tool, resource and prompt that a file declares. */
export const declarationsIn = (file: SourceFile): readonly Declaration[] => {
  const functions = functionsOf(file)
  return nodesOf(file.program, 'CallExpression')
    .map(({ node }) => declarationOf(node, functions))
    .filter(declaration => declaration !== undefined)
}
