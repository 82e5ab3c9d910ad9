import type { ParamHeader } from '../../define/param-headers.ts'
import type { HeaderReader } from './header-value.ts'
import type { RequestId, SingleMessage } from './message.ts'
import type { ServedRevisions } from './revisions.ts'
import type { Inbound } from './shape.ts'
import type { About } from './standard-headers.ts'

export type RequestOf = Extract<SingleMessage, { kind: 'request' }>
export type NotificationOf = Extract<SingleMessage, { kind: 'notification' }>

/** What arrived, and the lane that it belongs to. */
export type Classified =
  /** Complete in itself: metadata, revision and headers have been checked. */
  | { readonly era: 'modern'; readonly revision: string; readonly inbound: RequestOf | NotificationOf }
  /** Belongs to a handshake or a session; the revision is known where a header or the handshake told it. */
  | { readonly era: 'legacy'; readonly revision: string | undefined; readonly inbound: Inbound }
  /** On stdio a notification may be meant for either lane: look for the request that it names. */
  | { readonly era: 'unclaimed'; readonly inbound: NotificationOf }

/** Where a message came from. */
export interface Source {
  readonly served: ServedRevisions
  /** The headers of its HTTP request; absent on stdio, which has none. */
  readonly header?: HeaderReader
  /** The arguments that a tool wants mirrored into headers. */
  readonly paramHeaders?: ((tool: string) => readonly ParamHeader[]) | undefined
  /** The revision that an earlier `initialize` agreed on, in this session or on this connection. */
  readonly negotiated?: string | undefined
}

export const aboutOf = (inbound: SingleMessage): About => {
  if (inbound.kind !== 'request') return { subject: inbound.kind }
  const id: RequestId = inbound.message.id
  return { subject: 'request', id }
}
