import type { Bus, ServerEvent } from '../bus.ts'
import type { Declarations, Kind } from '../catalogue/declarations.ts'

type Changed = Exclude<ServerEvent['type'], 'resource_updated'>

const EVENTS: Readonly<Record<Kind | 'all', readonly Changed[]>> = {
  tool: ['tools_changed'],
  prompt: ['prompts_changed'],
  resource: ['resources_changed'],
  template: ['resources_changed'],
  all: ['tools_changed', 'prompts_changed', 'resources_changed'],
}

/** Publishes what changes in a server, once for all that changes in one turn: clients fetch a list for each. */
export const announceChanges = (root: Declarations, bus: Bus): void => {
  const changed = new Set<Changed>()
  const publish = () => {
    const types = [...changed]
    changed.clear()
    for (const type of types) bus.publish({ type })
  }
  root.onChange(kind => {
    if (changed.size === 0) queueMicrotask(publish)
    for (const type of EVENTS[kind]) changed.add(type)
  })
}
