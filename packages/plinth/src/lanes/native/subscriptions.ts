import type { ServerEvent } from '../../bus.ts'
import type { Principal } from '../../define/context.ts'
import { knowsTasks, needsTasks } from '../../dispatch/task-methods.ts'
import type { Host } from '../host.ts'
import { metaKeys } from '../intake/envelope.ts'
import { isObject, type JsonObject, type RequestId, type RequestMessage } from '../intake/index.ts'
import { mayHear, subscribedProblem, watchedProblem } from '../subscribed.ts'
import { toWireTask } from '../task-wire.ts'
import { toWireRefusal, type WireRefusal } from '../wire-refusal.ts'
import { encodeNotification } from './notifications.ts'

/** What a client wants to hear of (basic/patterns/subscriptions, "Notification Filter"). */
interface Filter {
  readonly toolsListChanged?: true
  readonly promptsListChanged?: true
  readonly resourcesListChanged?: true
  readonly resourceSubscriptions?: readonly string[]
  readonly taskIds?: readonly string[]
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
  const { resourceSubscriptions: uris, taskIds } = filter
  const problem = taskIds === undefined ? undefined : watchedProblem(taskIds)
  if (problem !== undefined || uris === undefined) return problem
  if (!Array.isArray(uris) || !uris.every(isText))
    return '"notifications.resourceSubscriptions" must be a list of strings'
  return subscribedProblem(uris)
}

const taskIdsOf = ({ params = {} }: RequestMessage): readonly string[] | undefined =>
  isObject(params.notifications) ? (params.notifications.taskIds as readonly string[] | undefined) : undefined

/** Why a client that wants to hear of tasks may not; undefined when it may (io.modelcontextprotocol/tasks). */
export const tasksProblem = (message: RequestMessage): WireRefusal | undefined => {
  if (taskIdsOf(message) === undefined) return undefined
  const capabilities = (message.params?._meta as JsonObject | undefined)?.[metaKeys.clientCapabilities]
  if (isObject(capabilities) && knowsTasks(capabilities)) return undefined
  return toWireRefusal(needsTasks('Hearing of tasks'), true)
}

/** The tasks that a client wants to hear of and that are its own; none where the server has no tasks. */
export const ownTasks = async (
  { tasks }: Host,
  message: RequestMessage,
  principal: Principal | undefined,
): Promise<readonly string[]> => {
  const found: string[] = []
  for (const id of new Set(taskIdsOf(message))) if (await tasks?.get(id, principal)) found.push(id)
  return found
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

/** Tells how tasks stand, under the id of the subscription. */
const tellTasks = (
  { tasks }: Host,
  ids: readonly string[],
  principal: Principal | undefined,
  tell: (task: Record<string, unknown>) => void,
): (() => void) =>
  (ids.length > 0 && tasks?.watch(ids, principal, view => tell(toWireTask(view)))) || (() => {})

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
 * @param taskIds what `ownTasks` found
 */
export const subscribe = (
  host: Host,
  { id, params = {} }: RequestMessage,
  principal: Principal | undefined,
  send: (text: string) => void,
  taskIds: readonly string[] = [],
): Subscription => {
  const kept = honoured(params.notifications as JsonObject, host.capabilities())
  const filter = taskIds.length > 0 ? { ...kept, taskIds } : kept
  const _meta = { 'io.modelcontextprotocol/subscriptionId': id }
  send(encodeNotification('notifications/subscriptions/acknowledged', { _meta, notifications: filter }))
  const passes = createTest(filter)
  const close = host.bus.subscribe(event => {
    if (!passes(event) || !mayHear(host, event, principal)) return
    const subject = event.type === 'resource_updated' ? { uri: event.uri } : {}
    send(encodeNotification(METHODS[event.type], { _meta, ...subject }))
  })
  const closeTasks = tellTasks(host, taskIds, principal, task =>
    send(encodeNotification('notifications/tasks', { _meta, ...task })),
  )
  return {
    id,
    close() {
      close()
      closeTasks()
    },
  }
}

/** How many subscriptions may be open at once: over HTTP in all, on stdio on the one connection. */
export const MAX_SUBSCRIPTIONS = 1_024
