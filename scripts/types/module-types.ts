import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** A type where it is declared. */
export interface Place {
  readonly file: string
  readonly name: string
}

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

interface Declared {
  /** What a declaration names, as it is called there. */
  readonly uses: ReadonlySet<string>
  /** What it imports in place: `import('./a.js').A`. */
  readonly imports: readonly Place[]
}

export interface ModuleTypes {
  readonly declared: ReadonlyMap<string, Declared>
  /** What is called so here, and comes from another file of the package. */
  readonly imported: ReadonlyMap<string, Place>
  /** Exported names, and what they are. */
  readonly exported: ReadonlyMap<string, Place>
  /** Files of which everything is exported. */
  readonly all: readonly string[]
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value

const walk = (value: unknown, visit: (node: Node) => void): void => {
  if (Array.isArray(value)) for (const each of value) walk(each, visit)
  if (!isNode(value)) return
  visit(value)
  for (const child of Object.values(value)) walk(child, visit)
}

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return ''
  if (node.type === 'TSQualifiedName') return nameOf(node.left)
  return String(node.name ?? node.value ?? '')
}

/** The file of declarations that a relative specifier means. */
const fileOf = (specifier: unknown, from: string): string | undefined => {
  const text = isNode(specifier) ? String(specifier.value) : ''
  if (!text.startsWith('.')) return undefined
  const file = resolve(dirname(from), text).replace(/\.(js|ts)$/, '.d.ts')
  return existsSync(file) ? file : undefined
}

const NAMING: Readonly<Record<string, string>> = {
  TSTypeReference: 'typeName',
  TSInterfaceHeritage: 'expression',
  TSClassImplements: 'expression',
  TSTypeQuery: 'exprName',
}

const usesIn = (declaration: Node, file: string): Declared => {
  const uses = new Set<string>()
  const own = new Set<string>()
  const imports: Place[] = []
  walk(declaration, node => {
    const naming = NAMING[node.type]
    if (naming !== undefined) uses.add(nameOf(node[naming]))
    if (node.type === 'TSTypeParameter') own.add(nameOf(node.name))
    const from = node.type === 'TSImportType' ? fileOf(node.source, file) : undefined
    if (from !== undefined && isNode(node.qualifier))
      imports.push({ file: from, name: nameOf(node.qualifier) })
  })
  return { uses: new Set([...uses].filter(name => !own.has(name))), imports }
}

const declarationsIn = (declaration: Node): [name: string, node: Node][] =>
  declaration.type === 'VariableDeclaration'
    ? (declaration.declarations as Node[]).map(each => [nameOf(each.id), each])
    : [[nameOf(declaration.id), declaration]]

/** Names that a statement imports or passes on from another file, by what they are called here. */
const specifiersIn = (
  { type, specifiers = [], source }: Node,
  file: string,
): [name: string, place: Place][] => {
  const from = fileOf(source, file)
  if (isNode(source) && from === undefined) return []
  const [here, there] = type === 'ImportDeclaration' ? ['local', 'imported'] : ['exported', 'local']
  return (specifiers as Node[]).map(each => [
    nameOf(each[here as string]),
    { file: from ?? file, name: nameOf(each[there as string]) },
  ])
}

/** An overload adds to what was declared before. */
const addTo = (declared: Map<string, Declared>, name: string, { uses, imports }: Declared): void => {
  const before = declared.get(name)
  declared.set(name, {
    uses: new Set([...(before?.uses ?? []), ...uses]),
    imports: [...(before?.imports ?? []), ...imports],
  })
}

/** Reads what a file of declarations declares, imports and exports. */
export const readModuleTypes = (file: string): ModuleTypes => {
  const { program, errors } = parseSync(file, readFileSync(file, 'utf8'), { lang: 'dts', astType: 'ts' })
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message}`)
  const statements = program.body as unknown as Node[]
  const imports = statements.filter(({ type }) => type === 'ImportDeclaration')
  const exports = statements.filter(({ type }) => type === 'ExportNamedDeclaration')
  const declared = new Map<string, Declared>()
  const exported = new Map(exports.flatMap(each => specifiersIn(each, file)))
  for (const statement of statements) {
    const { declaration } = statement
    const inner = isNode(declaration) ? declaration : statement
    if (!('id' in inner) && inner.type !== 'VariableDeclaration') continue
    for (const [name, node] of declarationsIn(inner)) {
      addTo(declared, name, usesIn(node, file))
      if (inner !== statement) exported.set(name, { file, name })
    }
  }
  return {
    declared,
    imported: new Map(imports.flatMap(each => specifiersIn(each, file))),
    exported,
    all: statements
      .filter(({ type }) => type === 'ExportAllDeclaration')
      .map(({ source }) => fileOf(source, file))
      .filter(from => from !== undefined),
  }
}
