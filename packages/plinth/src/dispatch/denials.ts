import { type Denial, denialOf, type Lack, lackOf } from '../define/access.ts'
import type { Principal } from '../define/context.ts'
import { fieldsOf } from './complete.ts'
import { METHODS } from './request.ts'
import type { Target, Targets } from './targets.ts'

type Params = Readonly<Record<string, unknown>>

/** Why a request will be refused. */
export interface Denied {
  readonly lack: Lack
  readonly denial: Denial
  /** The component, or the method where there is none; never what only the caller gave. */
  readonly subject: string
}

const CHANGES: Readonly<Record<string, string>> = {
  toolsListChanged: 'tools/list',
  promptsListChanged: 'prompts/list',
  resourcesListChanged: 'resources/list',
}

const isDispatched = (method: string): boolean => METHODS.some(known => known === method)

/** Makes what foretells whether middleware will refuse a request for what its caller lacks, without carrying it out. */
export const createDenials = (target: Targets) => {
  const reading = (uri: unknown) => target('resources/read', { uri })

  /** To hear of something, a caller has to be allowed to look at it. */
  const heardBy = (params: Params): readonly Target[] => {
    const wanted = fieldsOf(params.notifications)
    const { resourceSubscriptions: uris } = wanted
    return [
      ...Object.entries(CHANGES).flatMap(([name, list]) => (wanted[name] === true ? [target(list, {})] : [])),
      ...(Array.isArray(uris) ? uris.map(reading) : []),
    ]
  }

  const targetsOf = (method: string, params: Params): readonly Target[] => {
    if (method === 'resources/subscribe') return [reading(params.uri)]
    if (method === 'subscriptions/listen') return heardBy(params)
    return isDispatched(method) ? [target(method, params)] : []
  }

  return (method: string, params: Params, principal: Principal | undefined): Denied | undefined => {
    const targets = targetsOf(method, params)
    const lack = lackOf(
      targets.flatMap(({ rules }) => rules),
      principal,
    )
    if (!lack) return undefined
    const first = targets.find(({ rules }) => lackOf(rules, principal)) ?? { name: method, entry: undefined }
    const { name, entry } = first
    return { lack, denial: denialOf(lack, name), subject: entry?.name ?? method }
  }
}

export type Denials = ReturnType<typeof createDenials>
