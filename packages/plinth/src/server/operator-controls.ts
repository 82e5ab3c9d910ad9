import { type Bus, type ControlEvent, onControl } from '../bus.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Layer } from '../catalogue/declarations.ts'
import type { OperatorControls } from '../operate/operated.ts'
import { circuitBreakersAround, findTool } from '../operate/served-tools.ts'

export interface ControlledParts {
  readonly bus: Bus
  readonly catalogue: Catalogue
  readonly layers: readonly Layer[]
}

/** What a runtime has for its operators; `close` stops to hear of what is changed elsewhere. */
export const createOperatorControls = ({
  bus,
  catalogue,
  layers,
}: ControlledParts): OperatorControls & { close(): void } => {
  const forceHere = (name: string, state: 'open' | 'closed' | 'auto'): boolean => {
    const tool = findTool({ catalogue }, name)
    if (!tool) return false
    const breakers = circuitBreakersAround(tool.entry, layers)
    const forced = state === 'auto' ? undefined : state
    tool.controls?.breaker.force(forced)
    for (const breaker of breakers) breaker.force(tool.name, forced)
    return tool.controls !== undefined || breakers.length > 0
  }

  const apply = (event: ControlEvent): void => {
    if (event.type === 'tool_switched') catalogue.switchTool(event.tool, event.enabled)
    else forceHere(event.tool, event.state)
  }

  return {
    close: onControl(bus, apply),
    // Here first, so that whoever asked sees it done also where the bus takes its time. Doing it twice does no harm.
    switchTool(tool, enabled) {
      catalogue.switchTool(tool, enabled)
      bus.publish({ type: 'tool_switched', tool, enabled })
      bus.publish({ type: 'tools_changed' })
    },
    forceBreaker(tool, state) {
      if (!forceHere(tool, state)) return false
      bus.publish({ type: 'breaker_forced', tool, state })
      return true
    },
  }
}
