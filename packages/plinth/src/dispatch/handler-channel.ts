import { channel } from 'node:diagnostics_channel'

/** How long a handler kept the event loop for itself, before it first waited for something. */
export interface HandlerSpell {
  readonly name: string
  readonly ms: number
}

/** Shorter spells are not worth a word. */
const MIN_MS = 20

const spells = channel('plinth:handler.spell')

/** Runs a handler, and tells those who listen when it did not give way for long. Costs nothing while nobody does. */
export const timed = <T>(name: string, handler: () => T): T => {
  if (!spells.hasSubscribers) return handler()
  const start = performance.now()
  try {
    return handler()
  } finally {
    const ms = performance.now() - start
    if (ms >= MIN_MS) spells.publish({ name, ms } satisfies HandlerSpell)
  }
}

/** @returns ends it */
export const onSpell = (listener: (spell: HandlerSpell) => void): (() => void) => {
  const own = (message: unknown) => listener(message as HandlerSpell)
  spells.subscribe(own)
  return () => void spells.unsubscribe(own)
}
