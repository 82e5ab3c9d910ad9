import { TASK_META_KEY } from '../../../catalogue/entry.ts'
import type { JsonSchema } from '../../../define/json-schema.ts'
import type { Declaration } from '../source/declarations.ts'
import type { ServedComponent, ServedComponents } from './served-components.ts'

/** What a server says of a component in its lists. */
interface Listed {
  readonly description?: string | undefined
}

/** The lists of a server, as a client gets them. */
export interface Listing {
  readonly tools: readonly (Listed & {
    readonly name: string
    readonly inputSchema: JsonSchema
    readonly annotations?: Readonly<Record<string, unknown>> | undefined
    readonly _meta?: Readonly<Record<string, unknown>> | undefined
  })[]
  readonly prompts: readonly (Listed & { readonly name: string })[]
  readonly resources: readonly (Listed & { readonly uri: string })[]
  readonly resourceTemplates: readonly (Listed & { readonly uriTemplate: string })[]
}

/** What is known beside the lists. */
export interface BesideLists {
  readonly declarations: readonly Declaration[]
  /** Whether an input guard stands around all tools. */
  readonly hasInputGuard: boolean
  /** Whether the server says that it makes tasks. */
  readonly hasTasks: boolean
}

/** A prefix ends with `_` in names and with `/` in URIs: the longest declared name that is left is the one meant. */
const ownName = (served: string, names: readonly string[]): string => {
  const isEnd = (name: string) => served === name || served.endsWith(`_${name}`)
  const path = (uri: string) => uri.replace(/^[^:]*:\/*/, '')
  const isSameUri = (uri: string) => uri.includes(':') && served.endsWith(`/${path(uri)}`)
  const fitting = names.filter(name => isEnd(name) || isSameUri(name))
  return fitting.sort((one, other) => other.length - one.length)[0] ?? served
}

/** Puts together what a server lists and what else is known of it. */
export const servedFromListing = (
  server: string,
  { tools, prompts, resources, resourceTemplates }: Listing,
  { declarations, hasInputGuard, hasTasks }: BesideLists,
): ServedComponents => {
  const names = declarations.map(({ name }) => name)
  const commands = new Set(declarations.filter(({ isCommand }) => isCommand).map(({ name }) => name))
  const component = <Kind extends ServedComponent['kind']>(
    kind: Kind,
    name: string,
    { description }: Listed,
  ) => ({
    kind,
    name,
    declaredAs: ownName(name, names),
    description,
  })
  return {
    server,
    tools: tools.map(tool => {
      const common = component('tool', tool.name, tool)
      const isGuarded = hasInputGuard || commands.has(common.declaredAs)
      const lacksTasks = !hasTasks && tool._meta?.[TASK_META_KEY] === 'required'
      const { inputSchema, annotations = {} } = tool
      return { ...common, inputSchema, annotations, isGuarded, lacksTasks }
    }),
    others: [
      ...prompts.map(prompt => component('prompt', prompt.name, prompt)),
      ...resources.map(resource => component('resource', resource.uri, resource)),
      ...resourceTemplates.map(template => component('template', template.uriTemplate, template)),
    ],
  }
}
