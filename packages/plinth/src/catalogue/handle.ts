import { type Declarations, type Definition, keyOf, type Slot } from './declarations.ts'

/** Changes a component while the server runs. Clients that listen hear of it. */
export interface Handle<D extends Definition = Definition> {
  readonly definition: D
  readonly enabled: boolean
  /** Serves the component again. */
  enable(): void
  /** Neither lists the component nor carries it out, until it is enabled. */
  disable(): void
  /**
   * Puts another component of the same kind and name in its place.
   *
   * @throws Error when the kind or the name differs
   */
  update(definition: D): void
  /** Takes the component away for good. */
  remove(): void
}

export const createHandle = <D extends Definition>(module: Declarations, definition: D): Handle<D> => {
  const slot: Slot = module.add(definition)
  const turn = (enabled: boolean) => {
    if (slot.enabled === enabled) return
    slot.enabled = enabled
    module.changed(slot.definition.kind)
  }
  return {
    get definition() {
      return slot.definition as D
    },
    get enabled() {
      return slot.enabled
    },
    enable: () => turn(true),
    disable: () => turn(false),
    update(next) {
      if (keyOf(next) !== keyOf(slot.definition))
        throw new Error(
          `update() keeps the kind and the name: ${keyOf(slot.definition)} cannot become ${keyOf(next)}`,
        )
      slot.definition = next
      module.changed(next.kind)
    },
    remove: () => module.remove(slot),
  }
}
