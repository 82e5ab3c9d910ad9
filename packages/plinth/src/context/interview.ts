import { randomUUID } from 'node:crypto'
import { ToolError } from '../define/errors.ts'
import type { InputRequest } from '../define/outcome.ts'
import type { Store } from '../store.ts'
import { digestOf } from './question.ts'

/**
 * Leaves a handler that waits for an answer. It is thrown, so that the handler goes no further; a handler that catches
 * it gains nothing, because a pending question outranks whatever it returns.
 */
export class Suspension extends Error {
  override readonly name = 'Suspension'

  constructor() {
    super(
      'This call waits for an answer of the client. Let this error pass: the handler runs again with the answer',
    )
  }
}

/** Everything about a call that must be the same when its handler runs again. */
export interface Flow {
  /** Tells this call from every other one. */
  readonly id: string
  /** How often the client was asked so far. */
  readonly round: number
  /** The questions that were sent last: their keys, and digests of what was asked. */
  readonly asked: Readonly<Record<string, string>>
  readonly answers: Readonly<Record<string, { readonly digest: string; readonly response: unknown }>>
  /** Results of steps, by key. Wrapped, because a step without a result has been carried out all the same. */
  readonly steps: Readonly<Record<string, { readonly value?: unknown }>>
}

export const newFlow = (): Flow => ({ id: randomUUID(), round: 0, asked: {}, answers: {}, steps: {} })

const STEP_TTL_MS = 24 * 3600 * 1000

/** Marks keys that are not a handler's own. */
const INTERNAL = '#'

/** The key of something that a handler does not name: a call, a time. */
export const internalKey = (kind: string): string => `${INTERNAL}${kind}`

/** A key that a handler gave, kept apart from those that are not its own. */
export const ownKey = (key: string): string => (key.startsWith(INTERNAL) ? `${INTERNAL}${key}` : key)

/** What an answer comes to: a value, or why it is none. */
export type Accepted<T> = { readonly value: T } | { readonly unfit: string }

/** One run of a handler that may ask: what was answered and done in earlier runs, and what it asks in this one. */
export class Interview {
  readonly #flow: Flow
  readonly #store: Store | undefined
  readonly #answers: Map<string, { digest: string; response: unknown }>
  readonly #steps: Map<string, { readonly value?: unknown }>
  readonly #pending = new Map<string, { request: InputRequest; digest: string }>()
  readonly #fresh = new Set<string>()
  readonly #running = new Map<string, Promise<unknown>>()
  readonly #counts = new Map<string, number>()
  #used = 0
  #unfit: string | undefined

  /** @param responses the answers that came with the retry, under the keys of the questions */
  constructor(flow: Flow, responses: Readonly<Record<string, unknown>> = {}, store?: Store) {
    this.#flow = flow
    this.#store = store
    this.#answers = new Map(Object.entries(flow.answers))
    this.#steps = new Map(Object.entries(flow.steps))
    for (const [key, digest] of Object.entries(flow.asked))
      if (Object.hasOwn(responses, key)) {
        this.#answers.set(key, { digest, response: responses[key] })
        this.#fresh.add(key)
      }
  }

  get id(): string {
    return this.#flow.id
  }

  get round(): number {
    return this.#flow.round
  }

  /** Why the answer that came last did not fit, if it did not. */
  get unfit(): string | undefined {
    return this.#unfit
  }

  /** Whether a question waits that was asked in this scope, or in one of the calls made from there. */
  isWaiting(scope = ''): boolean {
    for (const key of this.#pending.keys()) if (key.startsWith(scope)) return true
    return false
  }

  /**
   * The answer to a question, if an earlier run asked it.
   *
   * @param scope sets the questions of a nested call apart
   * @param key names the question; without one it is known by what it asks
   * @param accept makes of the response what the handler gets, or says why it does not fit: then it is asked anew
   * @throws Suspension when the question has yet to be asked
   */
  async ask<T>(
    request: InputRequest,
    scope: string,
    key: string | undefined,
    accept: (response: unknown) => Promise<Accepted<T>>,
  ): Promise<T> {
    const digest = digestOf(request)
    const name = key === undefined ? this.numbered(scope + digest) : scope + ownKey(key)
    const answer = this.#answers.get(name)
    if (answer) {
      if (answer.digest !== digest)
        throw new ToolError(`The question "${name}" is not the one that was answered`, {
          code: 'INTERNAL_ERROR',
          suggestion:
            'A handler has to ask the same under a key each time it runs: give the new question another key',
        })
      if (this.#fresh.delete(name)) this.#used++
      const accepted = await accept(answer.response)
      if ('value' in accepted) return accepted.value
      this.#unfit = accepted.unfit
      this.#answers.delete(name)
    }
    this.#pending.set(name, { request, digest })
    throw new Suspension()
  }

  /** The recorded result of a step, or the step's own when it was not run before. Two of one key are one step. */
  async step<T>(key: string, run: () => T | Promise<T>): Promise<T> {
    const done = this.#steps.get(key)
    if (done) return done.value as T
    const begun = this.#running.get(key)
    if (begun !== undefined) return begun as Promise<T>
    const running = this.#carryOut(key, run)
    this.#running.set(key, running)
    try {
      return await running
    } finally {
      this.#running.delete(key)
    }
  }

  async #carryOut<T>(key: string, run: () => T | Promise<T>): Promise<T> {
    const claim = `once:${this.#flow.id}:${key}`
    if (this.#store && !(await this.#store.add(claim, { done: false }, STEP_TTL_MS))) {
      const earlier = (await this.#store.get(claim)) as { done: boolean; value?: T } | undefined
      if (earlier?.done) return earlier.value as T
      throw new ToolError(`The step "${key}" of this call was begun before and its result is not known`, {
        code: 'EXECUTION_ERROR',
        suggestion: 'Check whether it took effect before calling again',
      })
    }
    const value = await this.#run(claim, run)
    this.#steps.set(key, { value })
    await this.#store?.set(claim, { done: true, value }, STEP_TTL_MS)
    return value
  }

  /** Resolves when no step is being carried out: a result that came too late for the state would come twice. */
  async quiet(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values())
  }

  /** A step that asks has not been carried out: its claim is given back. */
  async #run<T>(claim: string, run: () => T | Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (error instanceof Suspension) await this.#store?.delete(claim)
      throw error
    }
  }

  /** As `step` for values that cannot wait: the time, a random number. */
  recorded<T>(kind: string, make: () => T): T {
    const key = this.numbered(kind)
    const known = this.#steps.get(key)
    if (known) return known.value as T
    const value = make()
    this.#steps.set(key, { value })
    return value
  }

  /** A key for the next of its kind in this run: the first, the second. */
  numbered(kind: string): string {
    const count = this.#counts.get(kind) ?? 0
    this.#counts.set(kind, count + 1)
    return `${kind}.${count}`
  }

  /**
   * Remembers how far a call has come.
   *
   * @returns goes back there: what was numbered since is numbered anew, and what was asked since is asked no more
   */
  mark(scope: string): () => void {
    const counts = [...this.#counts].filter(([kind]) => kind.startsWith(scope))
    return () => {
      this.rewind(scope)
      for (const [kind, count] of counts) this.#counts.set(kind, count)
    }
  }

  /** Goes back to where nothing was numbered or asked in this scope. Answers and results of steps stay. */
  rewind(scope: string): void {
    for (const map of [this.#counts, this.#pending])
      for (const key of [...map.keys()]) if (key.startsWith(scope)) map.delete(key)
  }

  /** Whether answers came, none of which this run asked for, while it asks for something else. */
  get isAstray(): boolean {
    return this.isWaiting() && this.#fresh.size > 0 && this.#used === 0
  }

  /** The questions to send, and the flow that the next run has to begin with. */
  get next(): { readonly requests: Record<string, InputRequest>; readonly flow: Flow } {
    const pending = [...this.#pending]
    return {
      requests: Object.fromEntries(pending.map(([key, { request }]) => [key, request])),
      flow: {
        id: this.#flow.id,
        round: this.#flow.round + 1,
        asked: Object.fromEntries(pending.map(([key, { digest }]) => [key, digest])),
        answers: Object.fromEntries(this.#answers),
        steps: Object.fromEntries(this.#steps),
      },
    }
  }
}
