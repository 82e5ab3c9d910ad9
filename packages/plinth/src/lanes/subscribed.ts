import type { ServerEvent } from '../bus.ts'
import type { Principal } from '../define/context.ts'
import type { Host } from './host.ts'

const MAX_URIS = 1_000
const MAX_URI_LENGTH = 8_192

/** Why a client may not hear of the changes of all these resources at once; undefined when it may. */
export const subscribedProblem = (uris: readonly unknown[]): string | undefined => {
  if (uris.length > MAX_URIS)
    return `At most ${MAX_URIS} resources may be subscribed to at once: unsubscribe from some first`
  if (uris.some(uri => typeof uri === 'string' && uri.length > MAX_URI_LENGTH))
    return `A URI that is subscribed to has at most ${MAX_URI_LENGTH} characters`
  return undefined
}

const MAX_TASKS = 100
const MAX_TASK_ID_LENGTH = 256

/** Why a client may not hear of these tasks; undefined when it may. */
export const watchedProblem = (ids: unknown): string | undefined => {
  const isId = (id: unknown) => typeof id === 'string' && id.length <= MAX_TASK_ID_LENGTH
  return Array.isArray(ids) && ids.length <= MAX_TASKS && ids.every(isId)
    ? undefined
    : `"notifications.taskIds" must be a list of at most ${MAX_TASKS} ids of tasks`
}

/** Whether a caller may hear that this happened: that a resource has changed, only where it may read it. */
export const mayHear = (host: Host, event: ServerEvent, principal: Principal | undefined): boolean =>
  event.type !== 'resource_updated' || !host.denied('resources/read', { uri: event.uri }, principal)
