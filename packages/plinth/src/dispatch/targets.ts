import type { Catalogue, Snapshot } from '../catalogue/catalogue.ts'
import type { Declarations } from '../catalogue/declarations.ts'
import type { Entry, PromptEntry, ResourceEntry, TemplateEntry, ToolEntry } from '../catalogue/entry.ts'
import type { AccessRule } from '../define/access.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import { refuse } from '../define/outcome.ts'
import { complete, completedEntry, unknownReference } from './complete.ts'
import { compose, type Handle, type Run, type Watcher } from './compose.ts'
import { callTool, getPrompt, readResource } from './handlers.ts'
import { middlewareFor, middlewareInside } from './layers.ts'
import { isListMethod, type ListSettings, listOf } from './lists.ts'
import { guardsOf, rulesIn } from './rules.ts'
import { isTaskMethod, taskMethod } from './task-methods.ts'
import type { TaskService } from './task-service.ts'
import { createVisibility } from './visibility.ts'

/** The middleware and the handler that carry a request out, and what they want of its caller. */
interface Chain {
  readonly run: Run
  readonly rules: readonly AccessRule[]
}

/** What a request is for, and what carries it out. */
export interface Target extends Chain {
  readonly name: string
  readonly entry?: Entry
  readonly variables?: Readonly<Record<string, string>>
}

/** One chain for every method that is none: their names come from outside, and must not fill the memory. */
const UNKNOWN_METHOD = Symbol('unknown method')

type Params = Readonly<Record<string, unknown>>

export interface TargetParts {
  readonly root: Declarations
  readonly catalogue: Catalogue
  readonly listSettings: ListSettings
  /** What stands around every chain, outside of the server's own middleware. */
  readonly watchers: readonly Watcher[]
  readonly tasks: () => TaskService | undefined
  /** What stands between a component's innermost middleware and its handler. */
  readonly around: (entry: Entry, handle: Handle) => Run
  readonly aroundCompleter: (entry: Entry, handle: Handle) => Run
}

/** Makes the function that finds the target of a request. Chains are composed once, until the catalogue changes. */
export const createTargets = (parts: TargetParts) => {
  const { root, catalogue, listSettings, watchers, tasks, around, aroundCompleter } = parts
  let chains: { snapshot: Snapshot; made: Map<unknown, Chain> } | undefined
  const visible = createVisibility(root)

  const chain = (
    key: unknown,
    method: string,
    make: () => { inner?: readonly AnyMiddleware[]; handle: Run },
  ): Chain => {
    const snapshot = catalogue.current
    if (chains?.snapshot !== snapshot) chains = { snapshot, made: new Map() }
    const known = chains.made.get(key)
    if (known) return known
    const { inner = [], handle } = make()
    const middleware = [...middlewareFor(method, root.layers), ...inner]
    const made = { run: compose([...watchers, ...middleware], handle), rules: rulesIn(middleware) }
    chains.made.set(key, made)
    return made
  }

  const malformed = (method: string, field: string): Target => {
    const handle: Run = async () =>
      refuse({ reason: 'invalid_params', message: `${method} needs "${field}", a string` })
    return { name: method, ...chain(`${method} malformed`, method, () => ({ handle })) }
  }

  const unknown = (method: string, what: 'tool' | 'prompt' | 'resource', name: string): Target => {
    const handle: Run = async ctx =>
      refuse({
        reason: 'not_found',
        what,
        name: ctx.name,
        message: `There is no ${what} "${ctx.name}" here: list the ${what}s to see which there are`,
      })
    return { name, ...chain(`${method} unknown`, method, () => ({ handle })) }
  }

  const component = (method: string, name: string, entry: Entry, make: () => Handle): Target => ({
    name,
    entry,
    ...chain(entry, method, () => ({
      inner: middlewareInside(method, entry),
      handle: around(entry, make()),
    })),
  })

  /** Tools are called more often than anything else is done: what they are carried out by is found in one step. */
  let tools: { snapshot: Snapshot; targets: Map<string, Target> } | undefined

  const tool = (name: unknown): Target => {
    if (typeof name !== 'string') return malformed('tools/call', 'name')
    const snapshot = catalogue.current
    if (tools?.snapshot !== snapshot) tools = { snapshot, targets: new Map() }
    const known = tools.targets.get(name)
    if (known) return known
    const entry = snapshot.tools.get(name)
    if (!entry) return unknown('tools/call', 'tool', name)
    const target = component('tools/call', name, entry, () => ctx => callTool(entry as ToolEntry, ctx))
    tools.targets.set(name, target)
    return target
  }

  const prompt = (name: unknown): Target => {
    if (typeof name !== 'string') return malformed('prompts/get', 'name')
    const entry = catalogue.current.prompts.get(name)
    if (!entry) return unknown('prompts/get', 'prompt', name)
    return component('prompts/get', name, entry, () => ctx => getPrompt(entry as PromptEntry, ctx))
  }

  const resource = (uri: unknown): Target => {
    if (typeof uri !== 'string') return malformed('resources/read', 'uri')
    const found = catalogue.findResource(uri)
    if (!found) return unknown('resources/read', 'resource', uri)
    const read = (entry: ResourceEntry | TemplateEntry) =>
      component('resources/read', uri, entry, () => {
        const isProtected = guardsOf(root, entry).length > 0
        return ctx => readResource(entry, ctx, isProtected)
      })
    return 'variables' in found ? { ...read(found.entry), variables: found.variables } : read(found)
  }

  /** Through the middleware of what is completed: what a caller may not read, it may not guess at either. */
  const completion = (method: string, params: Params): Target => {
    const entry = completedEntry(catalogue, params)
    if (!entry) {
      const handle: Run = async ctx => refuse(unknownReference(ctx.params))
      return { name: method, ...chain(`${method} unknown`, method, () => ({ handle })) }
    }
    return {
      name: entry.name,
      entry,
      ...chain(entry.listing, method, () => ({
        inner: [...middlewareInside(method, entry), ...guardsOf(root, entry)],
        handle: aroundCompleter(entry, ctx => complete(entry, ctx.params, ctx)),
      })),
    }
  }

  return (method: string, params: Params): Target => {
    switch (method) {
      case 'tools/call':
        return tool(params.name)
      case 'prompts/get':
        return prompt(params.name)
      case 'resources/read':
        return resource(params.uri)
      case 'completion/complete':
        return completion(method, params)
      default: {
        if (isTaskMethod(method))
          return {
            name: method,
            ...chain(method, method, () => ({ handle: taskMethod(method, tasks()) })),
          }
        const key = isListMethod(method) ? method : UNKNOWN_METHOD
        return {
          name: method,
          ...chain(key, method, () => ({
            handle: async ctx => listOf(catalogue.current, ctx, listSettings, visible),
          })),
        }
      }
    }
  }
}

export type Targets = ReturnType<typeof createTargets>
