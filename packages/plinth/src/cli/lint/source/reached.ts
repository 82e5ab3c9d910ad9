import type { AnyNode, CallExpression } from 'acorn'
import { declarationsIn, functionsOf } from './declarations.ts'
import { type Project, resolveImport } from './project.ts'
import type { SourceFile } from './source-file.ts'
import { type FunctionNode, stringOf } from './syntax.ts'
import { nodesOf } from './walk.ts'

/** A function that runs during calls, and the component that leads to it. */
export interface Reached {
  readonly file: SourceFile
  readonly node: FunctionNode
  /** The name that the component's declaration gives to it. */
  readonly component: string
}

/** What a file imports from files of the project: local name to file and exported name. */
const importedInto = (file: SourceFile, { files }: Project) => {
  const names = new Map<string, { readonly path: string; readonly name: string }>()
  for (const statement of file.program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    const path = resolveImport(stringOf(statement.source) ?? '', file.path, each => files.has(each))
    if (path === undefined) continue
    for (const each of statement.specifiers)
      if (each.type === 'ImportSpecifier' && each.imported.type === 'Identifier')
        names.set(each.local.name, { path, name: each.imported.name })
  }
  return names
}

const calledIn = (node: AnyNode): string[] =>
  nodesOf(node, 'CallExpression').flatMap(({ node: { callee } }: { readonly node: CallExpression }) =>
    callee.type === 'Identifier' ? [callee.name] : [],
  )

const known = new WeakMap<Project, readonly Reached[]>()

/**
 * The handlers of a project, and the functions of its own that they call by name. Methods of objects are not followed.
 */
export const reachedFromHandlers = (project: Project): readonly Reached[] => {
  const before = known.get(project)
  if (before) return before
  const reached = new Map<FunctionNode, Reached>()
  const tables = new Map(
    [...project.files.values()].map(file => [
      file.path,
      { functions: functionsOf(file), imported: importedInto(file, project) },
    ]),
  )
  const follow = (file: SourceFile, node: FunctionNode, component: string): void => {
    if (reached.has(node)) return
    reached.set(node, { file, node, component })
    const table = tables.get(file.path)
    for (const name of calledIn(node)) {
      const local = table?.functions.get(name)
      if (local) follow(file, local, component)
      const from = table?.imported.get(name)
      const other = from && project.files.get(from.path)
      const foreign = from && tables.get(from.path)?.functions.get(from.name)
      if (other && foreign) follow(other, foreign, component)
    }
  }
  for (const file of project.files.values())
    for (const { handlers, name } of declarationsIn(file))
      for (const handler of handlers) follow(file, handler, name)
  known.set(project, [...reached.values()])
  return [...reached.values()]
}
