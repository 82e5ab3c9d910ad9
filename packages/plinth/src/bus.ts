import { createListeners } from './listeners.ts'

/** What clients of every replica may have to hear of. */
export type ServerEvent =
  | { readonly type: 'tools_changed' | 'resources_changed' | 'prompts_changed' }
  | { readonly type: 'resource_updated'; readonly uri: string }

/** What an operator changed: every replica does the same. Tools go by the names under which they are served. */
export type ControlEvent =
  | { readonly type: 'tool_switched'; readonly tool: string; readonly enabled: boolean }
  | { readonly type: 'breaker_forced'; readonly tool: string; readonly state: 'open' | 'closed' | 'auto' }

/** Everything that a bus carries: plain values, that JSON can express. */
export type BusEvent = ServerEvent | ControlEvent

/** Carries events to everybody who listens: in this process, or in every replica when it is shared. */
export interface Bus {
  publish(event: BusEvent): void
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: BusEvent) => void): () => void
}

/** A bus as those see it who serve clients. */
export interface ClientBus {
  publish(event: ServerEvent): void
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: ServerEvent) => void): () => void
}

const isControl = (event: BusEvent): event is ControlEvent =>
  event.type === 'tool_switched' || event.type === 'breaker_forced'

/** The part of a bus that concerns clients. */
export const clientBus = (bus: Bus): ClientBus => ({
  publish: event => bus.publish(event),
  subscribe: listener =>
    bus.subscribe(event => {
      if (!isControl(event)) listener(event)
    }),
})

/** Hears what operators change. */
export const onControl = (bus: Bus, listener: (event: ControlEvent) => void): (() => void) =>
  bus.subscribe(event => {
    if (isControl(event)) listener(event)
  })

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
  const listeners = createListeners<BusEvent>(onError)
  return { publish: listeners.tell, subscribe: listeners.add }
}
