import type { Snapshot } from '../catalogue/catalogue.ts'
import type { Layer } from '../catalogue/declarations.ts'
import { commandControlsOf } from '../command/controls.ts'
import type { EventFacts, Events } from '../events.ts'
import type { Logger } from '../logger.ts'
import { circuitBreakersAround } from '../operate/served-tools.ts'

/** Tells of each change of a circuit breaker, of command tools and of middleware, in events and in the log. */
export const createBreakerEvents = (events: Events, log: Logger) => {
  const heard = new Map<object, () => void>()
  let current: Snapshot | undefined

  const tell = (facts: EventFacts['breaker.changed']): void => {
    const forced = facts.forced ? ', held by an operator' : ''
    log.warning('breaker.changed', {
      message: `The circuit breaker of ${facts.name} is ${facts.to}${forced}`,
      ...facts,
    })
    events.emit('breaker.changed', facts)
  }

  /** One breaker, whatever the number of mounts: each tool that stands behind it has changed. */
  const namesOf = (definition: object): readonly string[] => {
    const { names, disabledTools } = current ?? {}
    const served = names?.get(definition)?.map(({ name }) => name) ?? []
    const disabled = [...(disabledTools?.values() ?? [])].filter(entry => entry.definition === definition)
    return [...served, ...disabled.map(({ name }) => name)]
  }

  return {
    /** Listens to the breakers of a new catalogue, and no longer to those that are gone. */
    follow(snapshot: Snapshot, layers: readonly Layer[]): void {
      current = snapshot
      const there = new Set<object>()
      const hear = (breaker: object, begin: () => () => void) => {
        there.add(breaker)
        if (!heard.has(breaker)) heard.set(breaker, begin())
      }
      const { tools, disabledTools, prompts, resources, templates } = snapshot
      const entries = [tools, disabledTools, prompts, resources, templates].flatMap(kind => [
        ...kind.values(),
      ])
      for (const entry of entries) {
        const { definition } = entry
        const controls = commandControlsOf(definition)
        if (controls)
          hear(controls, () =>
            controls.onBreakerChange(change => {
              for (const name of namesOf(definition)) tell({ kind: 'tool', name, ...change })
            }),
          )
        for (const breaker of circuitBreakersAround(entry, layers))
          hear(breaker, () => breaker.onBreakerChange(tell))
      }
      for (const [breaker, end] of heard) {
        if (there.has(breaker)) continue
        end()
        heard.delete(breaker)
      }
    },
    close(): void {
      for (const end of heard.values()) end()
      heard.clear()
    },
  }
}
