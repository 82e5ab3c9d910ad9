import type { Definition } from '../catalogue/declarations.ts'
import { isSkippedName } from './tool-files.ts'

/** A server, as far as mounting it in another goes. */
export interface Module {
  readonly options: { readonly name: string }
}

export interface ToolExports {
  readonly definitions: readonly Definition[]
  readonly modules: readonly Module[]
  /** Names of exports that belong to a server already. */
  readonly handles: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const KINDS: ReadonlySet<unknown> = new Set(['tool', 'resource', 'template', 'prompt'])

/** What `server.tool()` and its like give back. Adding it to another server would leave its middleware behind. */
const isHandle = (value: unknown): boolean =>
  isObject(value) && typeof value.enable === 'function' && typeof value.disable === 'function'

const isDefinition = (value: unknown): value is Definition =>
  isObject(value) &&
  KINDS.has(value.kind) &&
  typeof value.handler === 'function' &&
  isObject(value.options) &&
  Object.isFrozen(value)

const isModule = (value: unknown): value is Module =>
  isObject(value) &&
  typeof value.add === 'function' &&
  typeof value.mount === 'function' &&
  isObject(value.options) &&
  typeof value.options.name === 'string'

/** What of a module's exports can be served. One value under two names is one. */
export const readExports = (exports: object): ToolExports => {
  const named = Object.entries(exports).filter(([name]) => !isSkippedName(name))
  const values = [...new Set(named.map(([, value]) => value))]
  return {
    definitions: values.filter(isDefinition),
    modules: values.filter(isModule),
    handles: named.filter(([, value]) => isHandle(value)).map(([name]) => name),
  }
}
