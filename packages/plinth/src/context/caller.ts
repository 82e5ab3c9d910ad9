import type { ClientInfo, LogFields, LogLevel, Principal } from '../define/context.ts'

/** How far a call is. */
export interface ProgressUpdate {
  readonly progress: number
  readonly total?: number
  readonly message?: string
}

/** Where a call's notifications go. What is absent was not asked for by the client. */
export interface Sink {
  readonly progress?: (update: ProgressUpdate) => void
  readonly log?: (level: LogLevel, message: string, fields: LogFields | undefined) => void
}

/** Who asks, over what, and what it can do. */
export interface Caller {
  readonly transport: 'stdio' | 'http' | 'memory'
  readonly protocolVersion: string
  readonly client: ClientInfo | undefined
  readonly capabilities: Readonly<Record<string, unknown>>
  readonly principal?: Principal
  /** The address that the caller comes from, behind trusted proxies what they say; on HTTP only. */
  readonly address?: string
  /** Header fields of the HTTP request, in lower case. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
}
