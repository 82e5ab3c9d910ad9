import type { ServerEvent } from '../../bus.ts'
import type { Principal } from '../../define/context.ts'
import type { Host } from '../host.ts'
import { isObject, type JsonObject, type RequestId, type RequestMessage } from '../intake/index.ts'
import { mayHear, subscribedProblem } from '../subscribed.ts'
import { encodeNotification } from './notifications.ts'

/** What a client wants to hear of (basic/patterns/subscriptions, "Notification Filter"). */
interface Filter {
  readonly toolsListChanged?: true
  readonly promptsListChanged?: true
  readonly resourcesListChanged?: true
  readonly resourceSubscriptions?: readonly string[]
}

/** A subscription that is open. */
export interface Subscription {
  readonly id: RequestId
  /** Nothing is sent from here on. */
  close(): void
}

const FLAGS = ['toolsListChanged', 'promptsListChanged', 'resourcesListChanged'] as const

const isText = (value: unknown): value is string => typeof value === 'string'

/** What is wrong with the filter of a subscription; undefined when nothing is. */
const filterProblem = (filter: unknown): string | undefined => {
  if (!isObject(filter)) return '"notifications" must be an object'
  for (const flag of FLAGS)
    if (filter[flag] !== undefined && typeof filter[flag] !== 'boolean')
      return `"notifications.${flag}" must be a boolean`
  const uris = filter.resourceSubscriptions
  if (uris === undefined) return undefined
  if (!Array.isArray(uris) || !uris.every(isText))
    return '"notifications.resourceSubscriptions" must be a list of strings'
  return subscribedProblem(uris)
}

/** What is wrong with the parameters of `subscriptions/listen`; undefined when nothing is. */
export const listenProblem = ({ params = {} }: RequestMessage): string | undefined => {
  const problem = filterProblem(params.notifications)
  return problem === undefined ? undefined : `Invalid params of subscriptions/listen: ${problem}`
}

const can = (capability: object | undefined, what: string): boolean =>
  (capability as JsonObject | undefined)?.[what] === true

/** As much of a filter as the server can keep: what it does not announce it will never send. */
const honoured = (filter: JsonObject, capabilities: Readonly<Record<string, object>>): Filter => {
  const { tools, prompts, resources } = capabilities
  const uris = (filter.resourceSubscriptions ?? []) as readonly string[]
  return {
    ...(filter.toolsListChanged === true && can(tools, 'listChanged') ? { toolsListChanged: true } : {}),
    ...(filter.promptsListChanged === true && can(prompts, 'listChanged')
      ? { promptsListChanged: true }
      : {}),
    ...(filter.resourcesListChanged === true && can(resources, 'listChanged')
      ? { resourcesListChanged: true }
      : {}),
    ...(uris.length > 0 && can(resources, 'subscribe') ? { resourceSubscriptions: uris } : {}),
  }
}

const METHODS: Readonly<Record<ServerEvent['type'], string>> = {
  tools_changed: 'notifications/tools/list_changed',
  prompts_changed: 'notifications/prompts/list_changed',
  resources_changed: 'notifications/resources/list_changed',
  resource_updated: 'notifications/resources/updated',
}

/** Which events pass a filter: none that the client did not ask for. */
const createTest = (filter: Filter): ((event: ServerEvent) => boolean) => {
  const uris = new Set(filter.resourceSubscriptions)
  return event => {
    switch (event.type) {
      case 'tools_changed':
        return filter.toolsListChanged === true
      case 'prompts_changed':
        return filter.promptsListChanged === true
      case 'resources_changed':
        return filter.resourcesListChanged === true
      case 'resource_updated':
        return uris.has(event.uri)
    }
  }
}

/**
 * Opens a subscription: acknowledges it, and from then on sends what its filter lets pass, all of it under its id
 * (basic/patterns/subscriptions).
 *
 * @param message has been checked by `listenProblem`
 */
export const subscribe = (
  host: Host,
  { id, params = {} }: RequestMessage,
  principal: Principal | undefined,
  send: (text: string) => void,
): Subscription => {
  const filter = honoured(params.notifications as JsonObject, host.capabilities())
  const _meta = { 'io.modelcontextprotocol/subscriptionId': id }
  send(encodeNotification('notifications/subscriptions/acknowledged', { _meta, notifications: filter }))
  const passes = createTest(filter)
  const close = host.bus.subscribe(event => {
    if (!passes(event) || !mayHear(host, event, principal)) return
    const subject = event.type === 'resource_updated' ? { uri: event.uri } : {}
    send(encodeNotification(METHODS[event.type], { _meta, ...subject }))
  })
  return { id, close }
}

/** How many subscriptions may be open at once: over HTTP in all, on stdio on the one connection. */
export const MAX_SUBSCRIPTIONS = 1_024
