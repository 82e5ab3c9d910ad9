import type { Snapshot } from '../catalogue/catalogue.ts'
import type { Declarations, Kind } from '../catalogue/declarations.ts'
import type { Entry } from '../catalogue/entry.ts'
import { type AccessRule, ruleOf } from '../define/access.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import { middlewareFor, middlewareInside } from './layers.ts'
import type { Method } from './request.ts'

/** What is done with a component: who may not do it does not learn of the component. */
const USING: Readonly<Record<Kind, Method>> = {
  tool: 'tools/call',
  prompt: 'prompts/get',
  resource: 'resources/read',
  template: 'resources/read',
}

/** The server itself, as far as its middleware goes. */
export type Root = Pick<Declarations, 'layers'>

export const rulesIn = (middleware: readonly AnyMiddleware[]): readonly AccessRule[] =>
  middleware.flatMap(each => ruleOf(each) ?? [])

/** The middleware that decides who may use a component. */
export const guardsOf = (root: Root, entry: Entry): readonly AnyMiddleware[] => {
  const method = USING[entry.definition.kind]
  return [...middlewareFor(method, root.layers), ...middlewareInside(method, entry)].filter(ruleOf)
}

/** Every scope that something on a server requires, in the order of the alphabet. */
export const scopesIn = (root: Root, snapshot: Snapshot): readonly string[] => {
  const { tools, prompts, resources, templates } = snapshot
  const entries = [tools, prompts, resources, templates].flatMap(each => [...each.values()])
  const guards = new Set([
    ...root.layers.map(({ middleware }) => middleware),
    ...entries.flatMap(entry => guardsOf(root, entry)),
  ])
  return [...new Set(rulesIn([...guards]).flatMap(({ scopes }) => scopes))].sort()
}
