import type { Connection } from '../lanes/connection.ts'
import type { Host } from '../lanes/host.ts'
import {
  allRevisions,
  type Classified,
  encodeError,
  type Inbound,
  type IntakeError,
  type IntakeLimits,
  intakeError,
  paramsError,
  type RequestId,
  receiveLine,
  wireErrors,
} from '../lanes/intake/index.ts'
import { createNativeConnection, type MessageWriter } from '../lanes/native/connection.ts'
import type { LegacyConnection } from '../lanes/sdk/connection.ts'

export interface ConnectionOptions {
  readonly connection: Connection
  readonly limits: IntakeLimits
  readonly writer: MessageWriter
}

/** One client that sends all its messages one after the other, of whatever revision each of them is. */
export interface MessageConnection {
  /** Takes the bytes of one message. When it gives a promise, the next one may be given once that resolves. */
  receive(bytes: Uint8Array): void | Promise<void>
  /** Answers what is no message, where there is somebody to answer. */
  refuse(error: IntakeError): Promise<void>
  /** Refuses new requests from now on. What else the client says still counts: answers, cancellations. */
  stopAccepting(): void
  /** The client has closed its end. */
  end(): void
  /** Resolves when every request has been answered; subscriptions do not count. */
  idle(): Promise<void>
  /** Ends subscriptions properly, and aborts what is in flight. */
  close(): Promise<void>
}

const stopping = (id: RequestId): IntakeError =>
  intakeError(wireErrors.unavailable, 'The server is shutting down', { subject: 'request', id })

const withoutRequests = (inbound: Inbound): Inbound =>
  inbound.kind !== 'batch'
    ? inbound
    : {
        ...inbound,
        messages: inbound.messages.filter(({ kind }) => kind !== 'request'),
        errors: [
          ...inbound.errors,
          ...inbound.messages.flatMap(each => (each.kind === 'request' ? [stopping(each.message.id)] : [])),
        ],
      }

/** Which request a notification cancels, if that is what it does. */
const cancelledBy = (inbound: Inbound): RequestId | undefined => {
  if (inbound.kind !== 'notification' || inbound.message.method !== 'notifications/cancelled')
    return undefined
  const id = inbound.message.params?.requestId
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

/** Puts the intake and the lanes together for a connection. The SDK is loaded with the first older message. */
export const createConnection = (
  host: Host,
  { connection, limits, writer }: ConnectionOptions,
): MessageConnection => {
  let accepting = true
  let ended = false
  let legacy: LegacyConnection | undefined
  const native = createNativeConnection(host, connection, writer)

  const load = async (): Promise<LegacyConnection> => {
    const { createLegacyConnection } = await import('../lanes/sdk/connection.ts')
    legacy ??= createLegacyConnection(host, connection, text => writer.send(text))
    if (ended) legacy.end()
    return legacy
  }

  const refuse = async (error: IntakeError): Promise<void> => {
    if (error.subject === 'notification' || error.subject === 'response')
      host.log.warning('protocol.ignored', { code: error.code, message: error.message })
    else await writer.send(encodeError(error, legacy?.revision))
  }

  /** What is not for the native lane; a notification before any handshake is no reason to load what would ignore it. */
  const receiveLegacy = async (inbound: Inbound, isRequired: boolean): Promise<void> => {
    if (!isRequired && !legacy) return
    const lane = legacy ?? (await load())
    await lane.receive(accepting ? inbound : withoutRequests(inbound))
  }

  const take = ({ era, inbound }: Classified): void | Promise<void> => {
    if (inbound.kind === 'request' && !accepting) return refuse(stopping(inbound.message.id))
    if (era === 'modern' && inbound.kind === 'request') return native.receive(inbound.message)
    const cancelled = cancelledBy(inbound)
    const isDone = cancelled !== undefined && native.cancel(cancelled)
    if (isDone || era === 'modern') return undefined
    return receiveLegacy(inbound, era === 'legacy')
  }

  return {
    refuse,
    receive(bytes) {
      const intake = receiveLine(bytes, { limits, served: allRevisions }, { revision: legacy?.revision })
      if (!intake.ok) return refuse(intake.error)
      const fault = paramsError(intake.value)
      return fault ? refuse(fault) : take(intake.value)
    },
    stopAccepting() {
      accepting = false
    },
    end() {
      ended = true
      legacy?.end()
    },
    async idle() {
      await Promise.all([native.settled(), legacy?.settled()])
    },
    async close() {
      accepting = false
      native.close()
      await legacy?.close()
    },
  }
}
