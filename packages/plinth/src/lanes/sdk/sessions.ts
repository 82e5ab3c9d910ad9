import { randomUUID } from 'node:crypto'
import {
  type RequestId,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import type { Host } from '../host.ts'
import { wireErrors } from '../intake/errors.ts'
import { createSdkServer } from './server.ts'
import { withoutQuestions } from './without-questions.ts'

/** A session of an older revision: one client, one server of the SDK, for as long as the client comes back. */
export interface Session {
  readonly id: string
  readonly server: Server
  readonly transport: WebStandardStreamableHTTPServerTransport
  /** Whose session it is: another caller cannot use it, even with its id. */
  readonly owner: string | undefined
  /** Called when the session has ended, for those who wait for a document that will not come. */
  readonly onEnd: Set<() => void>
  /** Whether the stream for messages outside of calls is open. */
  streaming: boolean
}

export interface SessionOptions {
  /** How many sessions there may be. Beyond it the one idle longest is ended; when all are busy, none begins. */
  readonly max: number
  /** How long a session may be idle, in milliseconds. */
  readonly idleMs: number
  /** Whether requests are answered with one JSON document. Default false. */
  readonly jsonResponse?: boolean
  /** What ids begin with, and a dot: by it a balancer knows which replica has a session. Default: nothing. */
  readonly prefix?: string | undefined
}

interface Held {
  readonly session: Session
  busy: number
  idleSince: number
}

/** The sessions of the older revisions: bounded in number, and ended when nobody uses them. */
export class SessionTable {
  readonly #host: Host
  readonly #options: SessionOptions
  readonly #held = new Map<string, Held>()
  #cancelSweep: (() => void) | undefined

  constructor(host: Host, options: SessionOptions) {
    this.#host = options.jsonResponse ? withoutQuestions(host) : host
    this.#options = options
  }

  get size(): number {
    return this.#held.size
  }

  /**
   * Begins a session.
   *
   * @returns undefined when there is no room: every session is in use
   */
  async begin(owner: string | undefined): Promise<Session | undefined> {
    this.#sweep()
    if (this.#held.size >= this.#options.max && !this.#evict()) return undefined
    const { prefix } = this.#options
    const id = prefix === undefined ? randomUUID() : `${prefix}.${randomUUID()}`
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessionclosed: closed => this.end(closed),
      enableJsonResponse: this.#options.jsonResponse ?? false,
    })
    const server = createSdkServer(this.#host, {
      era: 'legacy',
      connection: { transport: 'http' },
      announces: true,
      onCancelled: (request, inBatch) => this.#finish(transport, request, inBatch),
    })
    const session: Session = { id, server, transport, owner, onEnd: new Set(), streaming: false }
    this.#held.set(id, { session, busy: 0, idleSince: this.#host.clock.now() })
    await server.connect(transport)
    this.#watch()
    return session
  }

  /**
   * Ends the answer to a request that was cancelled: the SDK leaves its stream open, and with it the session busy. A
   * batch has one stream for all, which ends when each has its answer; any other gets none (basic/utilities,
   * "Cancellation"), except for the one document that must be sent where there is no stream.
   */
  #finish(transport: Session['transport'], id: RequestId, inBatch: boolean): void {
    if (!inBatch && !this.#options.jsonResponse) transport.closeSSEStream(id)
    const error = { code: wireErrors.unavailable.code, message: 'The request was cancelled' }
    transport.send({ jsonrpc: '2.0', id, error }).catch((reason: unknown) => {
      this.#host.log.debug('protocol.error', { error: reason })
    })
  }

  /** The session with this id, if it is the caller's. */
  find(id: string, owner: string | undefined): Session | undefined {
    const held = this.#held.get(id)
    return held && held.session.owner === owner ? held.session : undefined
  }

  /** What the session with this id negotiated, whoever owns it. */
  revisionOf(id: string): string | undefined {
    return this.#held.get(id)?.session.server.getNegotiatedProtocolVersion()
  }

  /** Keeps a session from being ended as idle until the function that it gives is called. */
  hold(id: string): () => void {
    const held = this.#held.get(id)
    if (!held) return () => {}
    held.busy++
    let released = false
    return () => {
      if (released) return
      released = true
      held.busy--
      held.idleSince = this.#host.clock.now()
    }
  }

  async end(id: string): Promise<void> {
    const held = this.#held.get(id)
    if (!held) return
    this.#held.delete(id)
    await held.session.server.close()
    for (const tell of held.session.onEnd) tell()
  }

  async close(): Promise<void> {
    this.#cancelSweep?.()
    this.#cancelSweep = undefined
    await Promise.all([...this.#held.keys()].map(id => this.end(id)))
  }

  #sweep(): void {
    const deadline = this.#host.clock.now() - this.#options.idleMs
    for (const [id, held] of this.#held)
      if (held.busy === 0 && held.idleSince <= deadline) {
        this.#host.log.debug('session.idle', { session: id })
        void this.end(id)
      }
  }

  #watch(): void {
    this.#cancelSweep ??= this.#host.clock.after(Math.max(1_000, this.#options.idleMs / 4), () => {
      this.#cancelSweep = undefined
      this.#sweep()
      if (this.#held.size > 0) this.#watch()
    })
  }

  #evict(): boolean {
    const idle = [...this.#held.values()].filter(({ busy }) => busy === 0)
    if (idle.length === 0) return false
    const oldest = idle.reduce((first, next) => (next.idleSince < first.idleSince ? next : first))
    this.#host.log.warning('session.evicted', { session: oldest.session.id, sessions: this.#held.size })
    void this.end(oldest.session.id)
    return true
  }
}
