import type { ComponentInfo } from '../define/component-info.ts'
import type { PromptDefinition } from '../define/prompt.ts'
import type { ResourceDefinition, TemplateDefinition } from '../define/resource.ts'
import type { CompiledSchema } from '../define/schema.ts'
import { policyOf } from '../define/task.ts'
import { isRepeatable, type ToolDefinition } from '../define/tool.ts'
import { takeArguments, type UnknownArguments } from '../define/unknown-arguments.ts'
import { compileTemplate, type UriTemplate } from '../define/uri-template.ts'
import { type Definition, type Layer, nameOf } from './declarations.ts'

/** Where a component stands: the modules that it is mounted through. */
export interface Place {
  /** Tells mounts of one module apart; the root is empty. */
  readonly path: string
  readonly prefixes: readonly string[]
  readonly tags: readonly string[]
  /** The middleware of the modules on the way, the outermost first; the root's own is not among them. */
  readonly layers: readonly Layer[]
}

/** A component as a server serves it: named, listed and ready, until the catalogue changes. */
export interface Entry<D extends Definition = Definition> {
  readonly definition: D
  readonly name: string
  readonly path: string
  readonly prefixes: readonly string[]
  readonly info: ComponentInfo
  readonly layers: readonly Layer[]
  /** What stands in a list, without the protocol's own variations. */
  readonly listing: Readonly<Record<string, unknown>>
}

/** What a server says of all its components. */
export interface EntrySettings {
  /** What is done with arguments that a tool does not declare, where it does not say. Default `refuse`. */
  readonly unknownArguments?: UnknownArguments
  /** The expected duration from which calls may become tasks, where a tool does not say. Undefined without tasks. */
  readonly tasksFromMs?: number | undefined
}

export type ToolEntry = Entry<ToolDefinition> & {
  /** The arguments as they are taken from callers. */
  readonly input: CompiledSchema
}
export type PromptEntry = Entry<PromptDefinition>
export type ResourceEntry = Entry<ResourceDefinition>
export type TemplateEntry = Entry<TemplateDefinition> & { readonly template: UriTemplate }

/**
 * The key in `_meta` under which a component's tags are published.
 *
 * @example
 * server.tool('ping', { tags: ['network'] }, () => 'pong')
 * const { client, close } = await connect(server)
 * const { tools } = await client.listTools()
 * tools[0]?._meta?.[TAGS_META_KEY] // ['network']
 * await close()
 */
export const TAGS_META_KEY = 'dev.plinth/tags'

/**
 * The key in `_meta` under which a tool says that its calls may become tasks (`optional`), or are nothing else
 * (`required`).
 *
 * @example
 * server.tool('report', { task: 'optional' }, () => 'done')
 * const { client, close } = await connect(server)
 * const { tools } = await client.listTools()
 * tools[0]?._meta?.[TASK_META_KEY] // 'optional'
 * await close()
 */
export const TASK_META_KEY = 'dev.plinth/task'

const prefixed = (definition: Definition, prefixes: readonly string[]): string => {
  const own = nameOf(definition)
  if (prefixes.length === 0) return own
  if (definition.kind === 'tool' || definition.kind === 'prompt') return [...prefixes, own].join('_')
  return prefixedUri(own, prefixes)
}

/** A URI of a module as a mount serves it: `{scheme}://{prefix}/{path}`. */
export const prefixedUri = (uri: string, prefixes: readonly string[]): string => {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*:)(\/\/)?(.*)$/s.exec(uri)
  return scheme && prefixes.length > 0 ? `${scheme[1]}//${[...prefixes, scheme[3]].join('/')}` : uri
}

const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const metaOf = (definition: Definition, tags: ReadonlySet<string>, { tasksFromMs }: EntrySettings) => {
  const { meta } = definition.options
  const task = definition.kind === 'tool' ? policyOf(definition.options, tasksFromMs).support : 'never'
  if (tags.size === 0 && task === 'never') return meta
  return {
    ...meta,
    ...(tags.size > 0 ? { [TAGS_META_KEY]: [...tags] } : {}),
    ...(task === 'never' ? {} : { [TASK_META_KEY]: task }),
  }
}

const listingOf = (
  definition: Definition,
  name: string,
  tags: ReadonlySet<string>,
  input: CompiledSchema | undefined,
  settings: EntrySettings,
): Record<string, unknown> => {
  const { title, description, icons } = definition.options
  const common = { title, description, icons, _meta: metaOf(definition, tags, settings) }
  switch (definition.kind) {
    case 'tool':
      return given({
        name,
        ...common,
        inputSchema: input?.json,
        outputSchema: definition.output?.json,
        annotations: definition.options.annotations,
      })
    case 'prompt':
      return given({ name, ...common, arguments: argumentsOf(definition) })
    case 'resource':
    case 'template': {
      const { mimeType, size, annotations } = definition.options
      const uri = definition.kind === 'resource' ? { uri: name } : { uriTemplate: name }
      return given({ ...uri, name: definition.options.name ?? name, ...common, mimeType, size, annotations })
    }
  }
}

const argumentsOf = ({ args }: PromptDefinition) => {
  const properties = (args.json.properties ?? {}) as Record<string, { description?: string; title?: string }>
  const required = (args.json.required ?? []) as string[]
  return Object.entries(properties).map(([name, { title, description }]) =>
    given({ name, title, description, required: required.includes(name) }),
  )
}

const inputOf = (definition: Definition, unknown: UnknownArguments): CompiledSchema | undefined =>
  definition.kind === 'tool'
    ? takeArguments(definition.input, definition.options.unknownArguments ?? unknown)
    : undefined

/** Makes an entry of a component at a place. */
export const createEntry = (definition: Definition, place: Place, settings: EntrySettings = {}): Entry => {
  const name = prefixed(definition, place.prefixes)
  const tags = new Set([...place.tags, ...(definition.options.tags ?? [])])
  const info: ComponentInfo = {
    kind: definition.kind,
    name,
    version: definition.options.version,
    tags,
    annotations: { ...('annotations' in definition.options ? definition.options.annotations : {}) },
    meta: definition.options.meta ?? {},
    repeatable: definition.kind !== 'tool' || isRepeatable(definition.options),
    ...('command' in definition ? { hasOwnGuards: true } : {}),
  }
  const input = inputOf(definition, settings.unknownArguments ?? 'refuse')
  const entry = {
    definition,
    name,
    path: place.path,
    prefixes: place.prefixes,
    info,
    layers: place.layers,
    listing: Object.freeze(listingOf(definition, name, tags, input, settings)),
    ...(input ? { input } : {}),
  }
  if (definition.kind !== 'template') return entry
  const template = place.prefixes.length === 0 ? definition.template : compileTemplate(name)
  return Object.assign(entry, { template })
}
