import { AsyncLocalStorage } from 'node:async_hooks'
import { createMcpHandler, type ServerEvent as SdkEvent } from '@modelcontextprotocol/server'
import type { ServerEvent } from '../../bus.ts'
import type { Host } from '../host.ts'
import { wireErrors } from '../intake/index.ts'
import { isObject, type NotificationMessage, type RequestMessage } from '../intake/message.ts'
import { type Connection, carry } from './caller.ts'
import { mayHear } from './notices.ts'
import { createSdkServer } from './server.ts'
import { subscribedProblem } from './subscribed.ts'

const toSdkEvent = (event: ServerEvent): SdkEvent => {
  switch (event.type) {
    case 'tools_changed':
      return { kind: 'tools_list_changed' }
    case 'prompts_changed':
      return { kind: 'prompts_list_changed' }
    case 'resources_changed':
      return { kind: 'resources_list_changed' }
    case 'resource_updated':
      return { kind: 'resource_updated', uri: event.uri }
  }
}

type ModernMessage = RequestMessage | NotificationMessage

/** Serves requests of 2026-07-28 over HTTP: each is complete in itself. */
export interface ModernHttp {
  /** @param message the checked message; the request has its headers only */
  handle(request: Request, message: ModernMessage, connection: Connection): Promise<Response>
  /** Ends streams properly, and what is in flight. */
  close(): Promise<void>
}

/** The SDK limits subscriptions, and compares each of their URIs with every resource that changes. */
const subscriptionProblem = ({ method, params }: ModernMessage): string | undefined => {
  if (method !== 'subscriptions/listen') return undefined
  const { notifications } = params ?? {}
  const uris = isObject(notifications) ? notifications.resourceSubscriptions : undefined
  return Array.isArray(uris) ? subscribedProblem(uris) : undefined
}

const refused = (message: ModernMessage, problem: string): Response => {
  const { code, status } = wireErrors.invalidParams
  const id = 'id' in message ? { id: message.id } : {}
  return Response.json({ jsonrpc: '2.0', ...id, error: { code, message: problem } }, { status })
}

/**
 * The SDK's handler for 2026-07-28 over a host, with the host's bus behind its subscriptions.
 *
 * @param options.jsonResponse whether requests are answered with one JSON document. Default false
 */
export const createModernHttp = (
  host: Host,
  { jsonResponse = false }: { readonly jsonResponse?: boolean } = {},
): ModernHttp => {
  // The SDK begins to listen to its bus without saying for whom.
  const listener = new AsyncLocalStorage<Connection>()
  const handler = createMcpHandler(
    ({ era }) => createSdkServer(host, { era, connection: { transport: 'http' }, announces: false }),
    {
      legacy: 'reject',
      responseMode: jsonResponse ? 'json' : 'auto',
      bus: {
        publish: () => {},
        subscribe: tell => {
          const principal = listener.getStore()?.principal
          return host.bus.subscribe(event => {
            if (mayHear(host, event, principal)) tell(toSdkEvent(event))
          })
        },
      },
      onerror: error => host.log.debug('protocol.error', { error }),
    },
  )
  return {
    async handle(request, message, connection) {
      const problem = subscriptionProblem(message)
      if (problem !== undefined) return refused(message, problem)
      const serve = () => handler.fetch(request, { parsedBody: message, authInfo: carry(connection) })
      return message.method === 'subscriptions/listen' ? listener.run(connection, serve) : serve()
    },
    close: () => handler.close(),
  }
}
