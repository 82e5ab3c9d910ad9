import type { Snapshot } from '../catalogue/catalogue.ts'
import type { Declarations, Kind } from '../catalogue/declarations.ts'
import type { Entry } from '../catalogue/entry.ts'
import { type AccessRule, lackOf, ruleOf } from '../define/access.ts'
import type { ComponentInfo } from '../define/component-info.ts'
import type { Principal } from '../define/context.ts'
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

/** Whether a principal has what is required around a component. */
export const mayUse = (root: Root, entry: Entry, principal: Principal | undefined): boolean =>
  lackOf(rulesIn(guardsOf(root, entry)), principal) === undefined

const entriesIn = ({ tools, resources, templates, prompts }: Snapshot): readonly Entry[] =>
  [tools, resources, templates, prompts].flatMap(each => [...each.values()])

/** What a principal may use, in the order of lists. */
export const componentsFor = (
  root: Root,
  snapshot: Snapshot,
  principal: Principal | undefined,
): readonly ComponentInfo[] =>
  entriesIn(snapshot).flatMap(entry => (mayUse(root, entry, principal) ? entry.info : []))

/** Every scope that something on a server requires, in the order of the alphabet. */
export const scopesIn = (root: Root, snapshot: Snapshot): readonly string[] => {
  const guards = new Set([
    ...root.layers.map(({ middleware }) => middleware),
    ...entriesIn(snapshot).flatMap(entry => guardsOf(root, entry)),
  ])
  return [...new Set(rulesIn([...guards]).flatMap(({ scopes }) => scopes))].sort()
}
