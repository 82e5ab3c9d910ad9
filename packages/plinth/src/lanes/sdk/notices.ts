import { ProtocolError, type Server } from '@modelcontextprotocol/server'
import type { ServerEvent } from '../../bus.ts'
import type { Principal } from '../../define/context.ts'
import type { Connection } from '../connection.ts'
import type { Host } from '../host.ts'
import { wireErrors } from '../intake/index.ts'
import { mayHear, subscribedProblem } from '../subscribed.ts'
import { toWireRefusal } from '../wire-refusal.ts'
import { carried } from './caller.ts'
import { toProtocolError } from './resource-codes.ts'

/** The resources that a client subscribed to, and as whom. */
export type Subscribed = ReadonlyMap<string, Principal | undefined>

/** Keeps what an older client subscribed to (2025-11-25, server/resources, "Subscriptions"). */
export const serveSubscriptions = (server: Server, host: Host, connection: Connection): Subscribed => {
  const subscribed = new Map<string, Principal | undefined>()
  server.setRequestHandler('resources/subscribe', async ({ params }, ctx) => {
    const { principal } = carried(ctx) ?? connection
    const denied = host.denied('resources/subscribe', params, principal)
    if (denied) throw toProtocolError(toWireRefusal(denied.denial, false))
    const problem = subscribedProblem([...subscribed.keys(), params.uri])
    if (problem !== undefined) throw new ProtocolError(wireErrors.invalidParams.code, problem)
    subscribed.set(params.uri, principal)
    return {}
  })
  server.setRequestHandler('resources/unsubscribe', async ({ params }) => {
    subscribed.delete(params.uri)
    return {}
  })
  return subscribed
}

export interface Audience {
  readonly capabilities: Readonly<Record<string, object>>
  /** The resources that the client subscribed to here; undefined where the SDK keeps them. */
  readonly subscribed: Subscribed | undefined
  /** Who calls, where the requests themselves do not tell. */
  readonly principal: Principal | undefined
}

/** Tells the client of changes, for as long as it is connected. */
export const announce = (server: Server, host: Host, audience: Audience): void => {
  const { capabilities, subscribed, principal } = audience
  const send = (event: ServerEvent): Promise<void> | undefined => {
    switch (event.type) {
      case 'tools_changed':
        return 'tools' in capabilities ? server.sendToolListChanged() : undefined
      case 'prompts_changed':
        return 'prompts' in capabilities ? server.sendPromptListChanged() : undefined
      case 'resources_changed':
        return 'resources' in capabilities ? server.sendResourceListChanged() : undefined
      case 'resource_updated':
        return (!subscribed || subscribed.has(event.uri)) &&
          mayHear(host, event, subscribed ? subscribed.get(event.uri) : principal)
          ? server.sendResourceUpdated({ uri: event.uri })
          : undefined
    }
  }
  const unsubscribe = host.bus.subscribe(event => {
    send(event)?.catch(error => host.log.debug('protocol.notification_failed', { error }))
  })
  server.onclose = unsubscribe
}
