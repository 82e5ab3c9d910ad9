import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Layer } from '../catalogue/declarations.ts'
import type { Entry, ToolEntry } from '../catalogue/entry.ts'
import { type CommandControls, commandControlsOf } from '../command/controls.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import type { BreakerState } from '../middleware/breaker.ts'
import type { CircuitBreaker } from '../middleware/circuit-breaker.ts'
import type { ToolBreaker } from './tool-checks.ts'

/** What operators see of a running server; a server's `runtime` is one. */
export interface Observed {
  readonly host: { readonly info: { readonly name: string; readonly version: string } }
  readonly catalogue: Catalogue
  /** The middleware around every request. */
  readonly layers: readonly Layer[]
}

export interface ServedTool {
  /** As clients call it, prefixes included. */
  readonly name: string
  readonly enabled: boolean
  readonly entry: ToolEntry
  /** There for command tools. */
  readonly controls: CommandControls | undefined
}

const served = (entry: ToolEntry, enabled: boolean): ServedTool => ({
  name: entry.name,
  enabled,
  entry,
  controls: commandControlsOf(entry.definition),
})

type Tools = Pick<Observed, 'catalogue'>

/** Every tool that may be served: those that are, then those that are disabled. */
export const servedTools = ({ catalogue }: Tools): readonly ServedTool[] => {
  const { tools, disabledTools } = catalogue.current
  return [
    ...[...tools.values()].map(entry => served(entry, true)),
    ...[...disabledTools.values()].filter(({ name }) => !tools.has(name)).map(entry => served(entry, false)),
  ]
}

/** The tool of that name, or else the first that has it as an alias. */
export const findTool = (observed: Tools, name: string): ServedTool | undefined => {
  const { tools, disabledTools } = observed.catalogue.current
  const [on, off] = [tools.get(name), disabledTools.get(name)]
  if (on) return served(on, true)
  if (off) return served(off, false)
  return servedTools(observed).find(({ entry }) => entry.definition.options.aliases?.includes(name))
}

const isCircuitBreaker = (middleware: AnyMiddleware): middleware is CircuitBreaker =>
  'states' in middleware && typeof middleware.states === 'function'

/** The circuit breakers among the middleware around a component. */
export const circuitBreakersAround = (entry: Entry, layers: Observed['layers']): readonly CircuitBreaker[] =>
  [
    ...layers.map(({ middleware }) => middleware),
    ...entry.layers.map(({ middleware }) => middleware),
    ...(entry.definition.options.use ?? []),
  ].filter(isCircuitBreaker)

const SEVERITY: readonly BreakerState[] = ['closed', 'half_open', 'open']

/** The circuit breaker of a tool that has one; the worst where there are several. */
export const toolBreaker = (
  { name, entry, controls }: ServedTool,
  layers: Observed['layers'],
): ToolBreaker | undefined => {
  const breakers = circuitBreakersAround(entry, layers)
  if (breakers.length === 0 && !controls) return undefined
  const found = [
    ...(controls ? [controls.breaker] : []),
    ...breakers.flatMap(breaker =>
      breaker.states().filter(state => state.kind === 'tool' && state.name === name),
    ),
  ]
  const state = SEVERITY.findLast(each => found.some(breaker => breaker.state === each)) ?? 'closed'
  const held = found.some(({ forced }) => forced !== undefined)
  return { tool: name, state, ...(held ? { held } : {}) }
}

/** The circuit breaker of each tool that has one. */
export const toolBreakers = (observed: Observed): readonly ToolBreaker[] =>
  servedTools(observed).flatMap(tool => toolBreaker(tool, observed.layers) ?? [])
