/** What every replica of a server has to hear of. */
export type ServerEvent =
  | { readonly type: 'tools_changed' | 'resources_changed' | 'prompts_changed' }
  | { readonly type: 'resource_updated'; readonly uri: string }

/** Carries events to everybody who listens: in this process, or in every replica when it is shared. */
export interface Bus {
  publish(event: ServerEvent): void
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: ServerEvent) => void): () => void
}

/**
 * A bus inside of one process. A listener that throws does not keep the event from the others.
 *
 * @param onError hears of listeners that threw
 * @example
 * const bus = memoryBus()
 * const end = bus.subscribe(event => console.error(event.type))
 * bus.publish({ type: 'tools_changed' })
 * end()
 */
export const memoryBus = (onError: (error: unknown) => void = () => {}): Bus => {
  const listeners = new Set<(event: ServerEvent) => void>()
  return {
    publish(event) {
      for (const listener of [...listeners])
        try {
          listener(event)
        } catch (error) {
          onError(error)
        }
    },
    subscribe(listener) {
      const own = (event: ServerEvent) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
