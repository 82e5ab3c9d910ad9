import type { Principal } from '../define/context.ts'
import type { Schema } from '../define/schema.ts'
import { metaKeys } from '../lanes/intake/envelope.ts'
import type { Plinth } from '../plinth.ts'
import { serveMemory } from '../transports/memory.ts'

export type Era = 'modern' | 'legacy'

export const ERAS: readonly Era[] = ['modern', 'legacy']

type Fields = Readonly<Record<string, unknown>>

/** A response as it stands on the wire. */
export interface Answer {
  readonly result?: Record<string, unknown>
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

export interface Notification {
  readonly method: string
  readonly params: Record<string, unknown>
}

export interface WireOptions {
  readonly capabilities?: Fields
  readonly principal?: Principal
  /** Answers what the server asks of the client. */
  readonly onRequest?: (method: string, params: Fields) => unknown
}

/** A client that hides nothing: it sends what a test gives it, and keeps all that comes back. */
export interface Wire {
  readonly notifications: Notification[]
  /** Sends a request with what its revision wants in `_meta`; `extra` joins that. */
  request(method: string, params?: Fields, extra?: Fields): Promise<Answer>
  /** As `request`, and tells its id, for cancelling it. */
  begin(
    method: string,
    params?: Fields,
    extra?: Fields,
  ): { readonly id: number; readonly answer: Promise<Answer> }
  notify(method: string, params?: Fields): Promise<void>
  close(): Promise<void>
}

const throughJson = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T

/** Connects in memory, message by message as JSON. */
export const openWire = async <D, A, C extends Schema | undefined>(
  server: Plinth<D, A, C>,
  era: Era,
  { capabilities = {}, principal, onRequest }: WireOptions = {},
): Promise<Wire> => {
  await server.runtime.start()
  const connection = serveMemory(server.runtime.host, principal)
  const waiting = new Map<unknown, (answer: Answer) => void>()
  const notifications: Notification[] = []
  const post = (message: Fields) =>
    connection.transport.send(throughJson({ jsonrpc: '2.0', ...message }) as never)
  connection.transport.onmessage = received => {
    const message = throughJson(received) as Answer & {
      id?: unknown
      method?: string
      params?: Record<string, unknown>
    }
    const { id, method, params = {} } = message
    if (method === undefined) waiting.get(id)?.(message)
    else if (id === undefined) notifications.push({ method, params })
    else void post({ id, result: onRequest?.(method, params) ?? {} })
  }
  await connection.transport.start()

  const envelope =
    era === 'modern'
      ? {
          [metaKeys.protocolVersion]: '2026-07-28',
          [metaKeys.clientCapabilities]: capabilities,
          [metaKeys.clientInfo]: { name: 'wire', version: '1.0.0' },
        }
      : {}
  let last = 0
  const begin: Wire['begin'] = (method, params = {}, extra = {}) => {
    const id = ++last
    const meta = { ...envelope, ...extra }
    const { promise, resolve } = Promise.withResolvers<Answer>()
    waiting.set(id, resolve)
    const sent = post({
      id,
      method,
      params: { ...params, ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}) },
    })
    return { id, answer: sent.then(() => promise) }
  }
  const notify: Wire['notify'] = (method, params) => post({ method, ...(params ? { params } : {}) })

  if (era === 'legacy') {
    const clientInfo = { name: 'wire', version: '1.0.0' }
    await begin('initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo }).answer
    await notify('notifications/initialized')
  }
  return {
    notifications,
    begin,
    notify,
    request: (...request) => begin(...request).answer,
    async close() {
      await connection.transport.close()
      await connection.close()
      await server.close()
    },
  }
}
