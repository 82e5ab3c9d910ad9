import {
  type AuthInfo,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { Caller } from '../../context/caller.ts'
import type { ClientInfo } from '../../define/context.ts'
import type { Connection } from '../connection.ts'

export type Era = 'modern' | 'legacy'

const CARRIER = 'plinth'

/**
 * Puts a connection where the SDK passes it on: its `AuthInfo` has room for more than tokens.
 *
 * @param inBatch whether the requests came together with others, and are answered together
 */
export const carry = (connection: Connection, inBatch = false): AuthInfo => ({
  token: '',
  clientId: connection.principal?.id ?? '',
  scopes: [...(connection.principal?.scopes ?? [])],
  extra: { [CARRIER]: connection, inBatch },
})

export const carried = (ctx: ServerContext): Connection | undefined =>
  ctx.http?.authInfo?.extra?.[CARRIER] as Connection | undefined

export const isInBatch = (ctx: ServerContext): boolean => ctx.http?.authInfo?.extra?.inBatch === true

/** Who sent a request: from the request itself on 2026-07-28, from the handshake before. */
export const callerOf = (server: Server, ctx: ServerContext, era: Era, fallback: Connection): Caller => {
  const connection = carried(ctx) ?? fallback
  if (era === 'modern') {
    const envelope = (ctx.mcpReq.envelope ?? {}) as Record<string, unknown>
    return {
      ...connection,
      protocolVersion: String(envelope[PROTOCOL_VERSION_META_KEY]),
      client: envelope[CLIENT_INFO_META_KEY] as ClientInfo | undefined,
      capabilities: (envelope[CLIENT_CAPABILITIES_META_KEY] ?? {}) as Caller['capabilities'],
    }
  }
  return {
    ...connection,
    protocolVersion: server.getNegotiatedProtocolVersion() ?? '2025-03-26',
    client: server.getClientVersion(),
    capabilities: (server.getClientCapabilities() ?? {}) as Caller['capabilities'],
  }
}
