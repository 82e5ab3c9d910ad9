import { pathToFileURL } from 'node:url'
import { type Definition, nameOf } from '../catalogue/declarations.ts'
import type { Logger } from '../logger.ts'
import { type Module, readExports, type ToolExports } from './tool-exports.ts'
import { type FileProblem, listToolFiles } from './tool-files.ts'
import { findToolFolder } from './tool-folder.ts'

/** What discovery needs of a server; `Plinth` has it. What a file exports has no type that could be checked here. */
export interface Discoverer {
  readonly runtime: { readonly log: Logger }
  add(definition: never): unknown
  mount(module: never): unknown
}

/** Where tools are looked for. */
export interface DiscoverOptions {
  /** The folder that relative paths and packages are looked for from. Default: the working directory. */
  readonly from?: string
}

/** What was found. */
export interface Discovery {
  /** The real path of the folder that was searched. */
  readonly folder: string
  /** The tools, resources and prompts that the server now has: their names or URIs. */
  readonly components: readonly string[]
  /** The modules that are now mounted in it. */
  readonly modules: readonly string[]
  /** What could not be served, and why. The log has it too. */
  readonly problems: readonly FileProblem[]
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const nothingUsable = ({ handles }: ToolExports): string =>
  handles.length > 0
    ? `"${handles.join('", "')}" belongs to a server already: export that server, or declare with tool(), resource() and prompt()`
    : 'it exports no tool, resource, prompt or module'

const mount = (server: Discoverer, module: Module): void => {
  try {
    server.mount(module as never)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    // A private field that is missing is how an instance of another class of the same name shows itself.
    const message = `the module "${module.options.name}" was made by another copy of plinth: see "npm ls plinth"`
    throw new Error(message, { cause })
  }
}

/**
 * Serves what the files of a folder or an installed package export: every tool, resource, prompt and module. It looks
 * at `.ts`, `.js` and `.mjs` files, in folders inside of it too, in the order of their names. Importing a file runs
 * it: discover only what you would run.
 *
 * Left out are tests (`*.test.*`, `*.spec.*`), declarations (`.d.ts`), programs that a package names in `bin`, a `.ts`
 * beside the `.js` that was built from it, and files, folders and exports whose name begins with `Test`, `Mock`,
 * `Abstract`, `_` or `Example`, or ends with `Base`, `Mixin` or `Interface`. A file that cannot be imported, or has
 * nothing to serve, does not keep the others from being served: it is in `problems` and in the log.
 *
 * Of a package (`my-tools`) it searches the folder that `"plinth": { "tools": "dist/tools" }` in its package.json
 * names, otherwise the one that its entry is in; `my-tools/dist/extra` names a folder of it.
 *
 * @param folderOrPackage a path or `file:` URL of a folder, or the name of a package; a folder comes first
 * @throws Error when there is no such folder or package
 * @example
 * ```ts norun
 * const server = new Plinth({ name: 'toolbox' })
 * const { problems } = await discover(server, new URL('./tools', import.meta.url))
 * await server.run()
 * ```
 */
export const discover = async (
  server: Discoverer,
  folderOrPackage: string | URL,
  { from = process.cwd() }: DiscoverOptions = {},
): Promise<Discovery> => {
  const { log } = server.runtime
  const folder = findToolFolder(folderOrPackage, from)
  const { files, problems: leftOut } = await listToolFiles(folder)
  const components: string[] = []
  const modules: string[] = []
  const problems: FileProblem[] = []
  const offered = new Set<Definition | Module>()

  const report = (file: string, reason: string, error?: unknown) => {
    problems.push({ file, reason })
    const message = `${file} is not served: ${reason}`
    if (error === undefined) log.warning('discovery.skipped', { file, message })
    else log.error('discovery.failed', { file, message, error })
  }

  const offer = (file: string, value: Definition | Module, serve: () => void) => {
    if (offered.has(value)) return
    offered.add(value)
    try {
      serve()
    } catch (error) {
      report(file, messageOf(error), error)
    }
  }

  const take = (file: string, found: ToolExports) => {
    if (found.definitions.length + found.modules.length === 0) report(file, nothingUsable(found))
    for (const definition of found.definitions)
      offer(file, definition, () => {
        server.add(definition as never)
        components.push(nameOf(definition))
      })
    for (const module of found.modules)
      offer(file, module, () => {
        mount(server, module)
        modules.push(module.options.name)
      })
  }

  for (const { file, reason } of leftOut) report(file, reason)
  for (const file of files)
    try {
      take(file, readExports(await import(pathToFileURL(file).href)))
    } catch (error) {
      report(file, `it cannot be imported: ${messageOf(error)}`, error)
    }
  log.info('discovery.done', { folder: folder.path, components: components.length, modules: modules.length })
  return { folder: folder.path, components, modules, problems }
}
