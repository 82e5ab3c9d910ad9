import type { Lifespan } from '../define/lifespan.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import type { PromptDefinition } from '../define/prompt.ts'
import type { ResourceDefinition, TemplateDefinition } from '../define/resource.ts'
import type { CompiledSchema } from '../define/schema.ts'
import type { ToolDefinition } from '../define/tool.ts'

export type Definition = ToolDefinition | ResourceDefinition | TemplateDefinition | PromptDefinition
export type Kind = Definition['kind']

/** The place of a component in its module: what handles change. */
export interface Slot {
  definition: Definition
  enabled: boolean
}

/** A middleware and the methods that it stands around; all of them where there is no list. */
export interface Layer {
  readonly methods: ReadonlySet<string> | undefined
  readonly middleware: AnyMiddleware
}

/** One use of a module inside of another. */
export interface Mount {
  readonly module: Declarations
  readonly prefix: string | undefined
  /** What the module's lifespan gets, checked by the module's own schema. */
  readonly config: unknown
}

const PREFIX = /^[A-Za-z0-9_.-]{1,64}$/

/** What a module is made of: components, mounted modules, middleware and a lifespan. Tells its users of each change. */
export class Declarations {
  readonly name: string
  readonly tags: readonly string[]
  readonly slots = new Map<string, Slot>()
  readonly mounts: Mount[] = []
  readonly layers: Layer[] = []
  readonly lifespan: Lifespan | undefined
  readonly config: CompiledSchema | undefined
  readonly #listeners = new Set<(kind: Kind | 'all') => void>()
  /** What this module is mounted in. Held weakly: a module may outlive the servers that it was mounted in. */
  readonly #users = new Set<WeakRef<Declarations>>()

  constructor(parts: {
    name: string
    tags: readonly string[]
    lifespan: Lifespan | undefined
    config: CompiledSchema | undefined
  }) {
    this.name = parts.name
    this.tags = parts.tags
    this.lifespan = parts.lifespan
    this.config = parts.config
  }

  /**
   * @throws Error when the module has a component of that kind and name
   */
  add(definition: Definition): Slot {
    const key = keyOf(definition)
    if (this.slots.has(key))
      throw new Error(
        `"${this.name}" has a ${definition.kind} "${nameOf(definition)}" already: rename one, or update() it`,
      )
    const slot: Slot = { definition, enabled: definition.options.enabled ?? true }
    this.slots.set(key, slot)
    this.changed(definition.kind)
    return slot
  }

  remove(slot: Slot): void {
    if (this.slots.get(keyOf(slot.definition)) !== slot) return
    this.slots.delete(keyOf(slot.definition))
    this.changed(slot.definition.kind)
  }

  /**
   * @throws Error when the mounted module would contain itself
   * @throws TypeError when names could not be called with the prefix
   */
  mount(mount: Mount): void {
    if (mount.prefix !== undefined && !PREFIX.test(mount.prefix))
      throw new TypeError(
        `${JSON.stringify(mount.prefix)} cannot be a prefix: use 1 to 64 letters, digits, "_", "-" or "."`,
      )
    if (mount.module === this || mount.module.holds(this))
      throw new Error(`"${this.name}" cannot mount "${mount.module.name}": it would contain itself`)
    this.mounts.push(mount)
    mount.module.#addUser(this)
    this.changed('all')
  }

  /** A copy as the module is now: what an import mounts, because it does not follow its module. */
  copy(): Declarations {
    const copy = new Declarations(this)
    for (const [key, slot] of this.slots) copy.slots.set(key, { ...slot })
    for (const mount of this.mounts) copy.mounts.push({ ...mount, module: mount.module.copy() })
    copy.layers.push(...this.layers)
    return copy
  }

  holds(other: Declarations): boolean {
    return this.mounts.some(mount => mount.module === other || mount.module.holds(other))
  }

  use(layer: Layer): void {
    this.layers.push(layer)
    this.changed('all')
  }

  changed(kind: Kind | 'all'): void {
    for (const listener of this.#listeners) listener(kind)
    for (const user of this.#liveUsers()) user.changed(kind)
  }

  /** Once for each user, however often it mounts this module. */
  #addUser(user: Declarations): void {
    if (!this.#liveUsers().includes(user)) this.#users.add(new WeakRef(user))
  }

  #liveUsers(): Declarations[] {
    const live: Declarations[] = []
    for (const reference of this.#users) {
      const user = reference.deref()
      if (user) live.push(user)
      else this.#users.delete(reference)
    }
    return live
  }

  onChange(listener: (kind: Kind | 'all') => void): void {
    this.#listeners.add(listener)
  }
}

export const nameOf = (definition: Definition): string =>
  definition.kind === 'tool' || definition.kind === 'prompt' ? definition.name : definition.uri

/** One canonical form for the key of a component: resources and templates share their names. */
export const keyOf = (definition: Definition): string => {
  const kind = definition.kind === 'template' ? 'resource' : definition.kind
  return `${kind}:${nameOf(definition)}`
}
