import { createMcpHandler, type ServerEvent as SdkEvent } from '@modelcontextprotocol/server'
import type { ServerEvent } from '../../bus.ts'
import type { Host } from '../host.ts'
import { type Connection, carry } from './caller.ts'
import { createSdkServer } from './server.ts'

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

/** Serves requests of 2026-07-28 over HTTP: each is complete in itself. */
export interface ModernHttp {
  /** @param message the checked message; the request has its headers only */
  handle(request: Request, message: unknown, connection: Connection): Promise<Response>
  /** Ends streams properly, and what is in flight. */
  close(): Promise<void>
}

/** The SDK's handler for 2026-07-28 over a host, with the host's bus behind its subscriptions. */
export const createModernHttp = (host: Host): ModernHttp => {
  const handler = createMcpHandler(
    ({ era }) => createSdkServer(host, { era, connection: { transport: 'http' }, announces: false }),
    {
      legacy: 'reject',
      bus: {
        publish: () => {},
        subscribe: listener => host.bus.subscribe(event => listener(toSdkEvent(event))),
      },
      onerror: error => host.log.debug('protocol.error', { error }),
    },
  )
  return {
    handle: (request, message, connection) =>
      handler.fetch(request, { parsedBody: message, authInfo: carry(connection) }),
    close: () => handler.close(),
  }
}
