import type { Callable } from '../define/callable.ts'
import { type Declarations, type Definition, type Kind, nameOf } from './declarations.ts'
import {
  createEntry,
  type Entry,
  type EntrySettings,
  type Place,
  type PromptEntry,
  prefixedUri,
  type ResourceEntry,
  type TemplateEntry,
  type ToolEntry,
} from './entry.ts'
import { type CompiledFilter, compileFilters, type Filter } from './filter.ts'

/** Everything that a server serves at one moment. */
export interface Snapshot {
  readonly tools: ReadonlyMap<string, ToolEntry>
  readonly prompts: ReadonlyMap<string, PromptEntry>
  readonly resources: ReadonlyMap<string, ResourceEntry>
  readonly templates: ReadonlyMap<string, TemplateEntry>
  /** Tools that may be served, and are disabled at the moment. */
  readonly disabledTools: ReadonlyMap<string, ToolEntry>
  /** Where each component is served, and under which name; several where its module is mounted several times. */
  readonly names: ReadonlyMap<unknown, readonly Served[]>
  /** Everything that may be served, also what is disabled at the moment. */
  readonly declared: readonly Definition[]
}

interface Served {
  readonly path: string
  readonly name: string
}

/** How many mounts two places have in common. */
const shared = (one: string, other: string): number => {
  const [a, b] = [one.split('/'), other.split('/')]
  const parted = a.findIndex((step, index) => step !== b[index])
  return parted === -1 ? a.length : parted
}

/** Two components of one name: the nearer one is served. */
export interface Conflict {
  readonly kind: Kind
  readonly name: string
  readonly servedFrom: string
  readonly hiddenFrom: string
}

export interface CatalogueOptions {
  /** What is said of all components when an entry is made. */
  readonly settings?: () => EntrySettings
  readonly onConflict?: (conflict: Conflict) => void
  /** Told of each new snapshot before anybody sees it. */
  readonly onBuild?: (snapshot: Snapshot) => void
}

/**
 * Every component of a server and of the modules mounted in it. Made anew when something was declared, mounted,
 * enabled or disabled, and only then: a call looks up, and computes nothing.
 *
 * Where two components have one name, the server's own comes before those of mounted modules, and an earlier mount
 * before a later one.
 */
export class Catalogue {
  readonly #root: Declarations
  readonly #options: CatalogueOptions
  readonly #reported = new Set<string>()
  #filter: CompiledFilter = compileFilters([])
  #snapshot: Snapshot | undefined
  /** What operators decided about tools, by the names under which they are served. */
  readonly #switched = new Map<string, boolean>()
  /** The entries of each component, by the path of its place, for as long as places stay as they are. */
  #entries = new WeakMap<Definition, Map<string, Entry>>()

  constructor(root: Declarations, options: CatalogueOptions = {}) {
    this.#root = root
    this.#options = options
    root.onChange(kind => {
      this.#snapshot = undefined
      if (kind === 'all') this.#entries = new WeakMap()
    })
  }

  /** Serves only what passes all of these filters, from now on. */
  filter(...filters: readonly Filter[]): void {
    this.#filter = compileFilters(filters)
    this.#root.changed('all')
  }

  /**
   * Serves a tool, or does not: what is switched off here stays off whatever the program says of it. By its name: of a
   * module that is mounted twice one tool may be on and the other off. Tells nobody, because every replica does it.
   */
  switchTool(name: string, enabled: boolean): void {
    this.#switched.delete(name)
    this.#snapshot = undefined
    if (enabled && this.current.tools.has(name)) return
    this.#switched.set(name, enabled)
    this.#snapshot = undefined
  }

  get current(): Snapshot {
    if (!this.#snapshot) {
      this.#snapshot = this.#build()
      this.#options.onBuild?.(this.#snapshot)
    }
    return this.#snapshot
  }

  /**
   * The name under which a tool is served; its own where it is not.
   *
   * @param from the path of the place that asks: a module that is mounted twice means its own tool, with its own
   *   lifespan, and not that of the other mount
   */
  nameOf(tool: Callable, from = ''): string {
    const definition = 'definition' in tool ? tool.definition : tool
    const [first, ...others] = this.current.names.get(definition) ?? []
    if (!first) return tool.name
    const nearer = (best: Served, next: Served) =>
      shared(next.path, from) > shared(best.path, from) ? next : best
    return others.reduce(nearer, first).name
  }

  /**
   * The URI under which a resource of a module is served, where a module says its own.
   *
   * @param from the path of the place that says it
   */
  uriOf(uri: string, from: string): string {
    const { resources, templates } = this.current
    const here = [...resources.values(), ...templates.values()].filter(({ path }) => path === from)
    if (here.some(entry => entry.name === uri || ('template' in entry && entry.template.match(uri))))
      return uri
    const own = here.find(({ definition }) =>
      definition.kind === 'template' ? definition.template.match(uri) : definition.uri === uri,
    )
    return own ? prefixedUri(uri, own.prefixes) : uri
  }

  /** The mounts whose lifespans have to run, in the order in which to begin them: the root first. */
  get places(): readonly {
    readonly path: string
    readonly module: Declarations
    /** The prefixes of the mount and of those around it, as tools have them: `outer_inner`. Empty without any. */
    readonly prefix: string
    readonly config: unknown
  }[] {
    const places = [{ path: '', module: this.#root, prefix: '', config: undefined as unknown }]
    const walk = (module: Declarations, path: string, around: string) => {
      for (const [index, mount] of module.mounts.entries()) {
        if (!this.#filter.hasModule(mount.module.name)) continue
        const inner = `${path}/${index}`
        const prefix = [around, mount.prefix ?? ''].filter(Boolean).join('_')
        places.push({ path: inner, module: mount.module, prefix, config: mount.config })
        walk(mount.module, inner, prefix)
      }
    }
    walk(this.#root, '', '')
    return places
  }

  /** The resource or template that a URI belongs to. */
  findResource(
    uri: string,
  ):
    | ResourceEntry
    | { readonly entry: TemplateEntry; readonly variables: Readonly<Record<string, string>> }
    | undefined {
    const exact = this.current.resources.get(uri)
    if (exact) return exact
    for (const entry of this.current.templates.values()) {
      const variables = entry.template.match(uri)
      if (variables) return { entry, variables }
    }
    return undefined
  }

  #build(): Snapshot {
    const kinds = { tool: new Map(), prompt: new Map(), resource: new Map(), template: new Map() } as const
    const servedFrom = new Map<string, string>()
    const names = new Map<unknown, Served[]>()
    const declared: Definition[] = []
    const disabledTools = new Map()
    const collect = (module: Declarations, place: Place) => {
      for (const { definition, enabled } of module.slots.values()) {
        const entry = this.#entryOf(definition, place)
        if (!this.#isServed(entry)) continue
        declared.push(definition)
        if (!this.#isEnabled(entry, enabled)) {
          if (definition.kind === 'tool') disabledTools.set(entry.name, entry)
          continue
        }
        const key = `${definition.kind}:${entry.name}`
        const nearer = servedFrom.get(key)
        if (nearer !== undefined) this.#report(definition.kind, entry.name, nearer, module.name)
        else {
          servedFrom.set(key, module.name)
          kinds[definition.kind].set(entry.name, entry)
          names.set(definition, [...(names.get(definition) ?? []), { path: place.path, name: entry.name }])
        }
      }
    }
    const walk = (module: Declarations, place: Place) => {
      collect(module, place)
      for (const [index, mount] of module.mounts.entries()) {
        if (!this.#filter.hasModule(mount.module.name)) continue
        const inner: Place = {
          path: `${place.path}/${index}`,
          prefixes: mount.prefix === undefined ? place.prefixes : [...place.prefixes, mount.prefix],
          tags: [...place.tags, ...mount.module.tags],
          layers: [...place.layers, ...mount.module.layers],
        }
        walk(mount.module, inner)
      }
    }
    walk(this.#root, { path: '', prefixes: [], tags: this.#root.tags, layers: [] })
    const { tool: tools, prompt: prompts, resource: resources, template: templates } = kinds
    return { tools, prompts, resources, templates, disabledTools, names, declared }
  }

  #entryOf(definition: Definition, place: Place): Entry {
    const known = this.#entries.get(definition) ?? new Map<string, Entry>()
    this.#entries.set(definition, known)
    const entry = known.get(place.path) ?? createEntry(definition, place, this.#options.settings?.())
    known.set(place.path, entry)
    return entry
  }

  #isEnabled({ definition, name }: Entry, enabled: boolean): boolean {
    return (definition.kind === 'tool' ? this.#switched.get(name) : undefined) ?? enabled
  }

  #isServed({ definition, info, name }: Entry): boolean {
    if (!this.#filter.hasTags(info.tags)) return false
    return (
      definition.kind !== 'tool' ||
      this.#filter.hasTool([name, nameOf(definition), ...(definition.options.aliases ?? [])])
    )
  }

  #report(kind: Kind, name: string, servedFrom: string, hiddenFrom: string): void {
    const key = `${kind}:${name}:${servedFrom}:${hiddenFrom}`
    if (this.#reported.has(key)) return
    this.#reported.add(key)
    this.#options.onConflict?.({ kind, name, servedFrom, hiddenFrom })
  }
}
