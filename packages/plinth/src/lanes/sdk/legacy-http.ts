import { isInitializeRequest } from '@modelcontextprotocol/server'
import type { Connection } from '../connection.ts'
import type { Host } from '../host.ts'
import type { HeaderReader } from '../intake/header-value.ts'
import type { Inbound } from '../intake/index.ts'
import { type IntakeError, intakeError, quote, wireErrors } from '../intake/index.ts'
import { carry } from './caller.ts'
import { type Session, type SessionOptions, SessionTable } from './sessions.ts'

/** Serves the older revisions over HTTP, in sessions. */
export interface LegacyHttp {
  /** The revision that a session negotiated, for the checks before its messages are handed over. */
  revisionOf(sessionId: string | undefined): string | undefined
  /** Answers a POST, GET or DELETE, or says why not. */
  handle(call: LegacyCall): Promise<Response | IntakeError>
  readonly sessions: SessionTable
  close(): Promise<void>
}

export interface LegacyCall {
  readonly method: string
  readonly header: HeaderReader
  /** What a POST brought. */
  readonly inbound?: Inbound
  readonly connection: Connection
  /** Called when the answer has been sent, or nobody waits for it any more. */
  readonly whenDone: (callback: () => void) => void
}

const SESSION_HEADER = 'mcp-session-id'

/** Names of principals are unique in their tenant, and anonymous callers share one that is nobody's. */
const ownerOf = ({ principal }: Connection): string | undefined =>
  principal && JSON.stringify([principal.tenant, principal.id])

const isInitialize = (inbound: Inbound | undefined): boolean =>
  inbound?.kind === 'request' && inbound.message.method === 'initialize'

const idOf = (inbound: Inbound | undefined) =>
  inbound?.kind === 'request' ? { id: inbound.message.id, subject: 'request' as const } : {}

/** The body as the SDK takes it: a message, or the messages of a batch. */
const bodyOf = (inbound: Inbound | undefined): unknown => {
  if (!inbound) return undefined
  return inbound.kind === 'batch' ? inbound.messages.map(({ message }) => message) : inbound.message
}

/** A session that ends closes its streams, and forgets who waits for a document. */
const orGone = (session: Session, answer: Promise<Response>, { inbound, whenDone }: LegacyCall) =>
  new Promise<Response | IntakeError>((resolve, reject) => {
    const tell = () =>
      resolve(
        intakeError(wireErrors.sessionNotFound, 'The session has ended before the answer', idOf(inbound)),
      )
    session.onEnd.add(tell)
    whenDone(() => void session.onEnd.delete(tell))
    answer.then(resolve, reject)
  })

/** The SDK wants both forms to be accepted, which is more than its own answers need. */
const BOTH = 'application/json, text/event-stream'

/**
 * The head of a request, as far as the SDK looks at it: the body has been read already, and a whole web request with its
 * headers would be made for each call to be asked for four of them.
 */
const asRequest = ({ method, header }: LegacyCall): Request => {
  const get = (name: string): string | null =>
    name === 'accept' && method === 'POST' ? BOTH : (header(name) ?? null)
  return { method, headers: { get } } as unknown as Request
}

export const createLegacyHttp = (host: Host, options: SessionOptions): LegacyHttp => {
  const sessions = new SessionTable(host, options)

  const sessionFor = async (call: LegacyCall): Promise<Session | IntakeError> => {
    const id = call.header(SESSION_HEADER)
    const owner = ownerOf(call.connection)
    if (id !== undefined) {
      const session = sessions.find(id, owner)
      if (session) return session
      return intakeError(
        wireErrors.sessionNotFound,
        `There is no session ${quote(id)}, or it has ended: begin a new one with initialize`,
        idOf(call.inbound),
      )
    }
    if (!isInitialize(call.inbound))
      return intakeError(
        wireErrors.invalidRequest,
        'The Mcp-Session-Id header is missing: begin a session with initialize, and send its id with each request',
        idOf(call.inbound),
      )
    if (!isInitializeRequest(bodyOf(call.inbound)))
      return intakeError(
        wireErrors.invalidParams,
        'initialize needs a "protocolVersion", "capabilities", and "clientInfo" with a name and a version',
        idOf(call.inbound),
      )
    const begun = await sessions.begin(owner)
    if (begun) return begun
    return intakeError(wireErrors.unavailable, 'All sessions of this server are in use: try again later', {
      headers: { 'retry-after': '5' },
      ...idOf(call.inbound),
    })
  }

  return {
    sessions,
    revisionOf: id => (id === undefined ? undefined : sessions.revisionOf(id)),
    async handle(call) {
      const { inbound, method, connection } = call
      if (inbound?.kind === 'batch' && inbound.errors[0]) return inbound.errors[0]
      const session = await sessionFor(call)
      if ('code' in session) return session
      if (method === 'GET' && session.streaming)
        return intakeError(
          wireErrors.conflict,
          'This session has its event stream open already: close that one first',
        )
      const release = sessions.hold(session.id)
      if (method === 'GET') session.streaming = true
      call.whenDone(() => {
        release()
        if (method === 'GET') session.streaming = false
      })
      const answer = session.transport.handleRequest(asRequest(call), {
        parsedBody: bodyOf(inbound),
        authInfo: carry(connection, inbound?.kind === 'batch'),
      })
      return options.jsonResponse ? orGone(session, answer, call) : answer
    },
    close: () => sessions.close(),
  }
}
