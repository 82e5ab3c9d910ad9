import { randomUUID } from 'node:crypto'
import { type Clock, systemClock } from 'plinth'

/** A result that was kept. */
export interface KeptResult {
  readonly id: string
  readonly tool: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly json: string
}

export interface ResultStoreOptions {
  /** How many results of one caller are kept. Default 20. */
  readonly maxPerCaller?: number
  /** How many bytes all results may take. Default 16 MiB. */
  readonly maxBytes?: number
  /** How long a result is kept, in milliseconds. Default one hour. */
  readonly ttlMs?: number
  readonly clock?: Clock
}

interface Entry extends KeptResult {
  readonly caller: string
  readonly bytes: number
}

/**
 * Keeps results in memory for a while. Ids cannot be guessed, and a caller finds only its own. When there is no more
 * room, the oldest result goes: first of that caller, then of all.
 */
export class ResultStore {
  readonly #entries = new Map<string, Entry>()
  readonly #maxPerCaller: number
  readonly #maxBytes: number
  readonly #ttlMs: number
  readonly #clock: Clock
  #bytes = 0

  constructor({
    maxPerCaller = 20,
    maxBytes = 16_777_216,
    ttlMs = 3_600_000,
    clock = systemClock,
  }: ResultStoreOptions = {}) {
    this.#maxPerCaller = maxPerCaller
    this.#maxBytes = maxBytes
    this.#ttlMs = ttlMs
    this.#clock = clock
  }

  /** Keeps a result; returns undefined when it alone is larger than the store. */
  keep(caller: string, tool: string, json: string): KeptResult | undefined {
    const bytes = Buffer.byteLength(json)
    if (bytes > this.#maxBytes) return undefined
    this.#dropExpired()
    const own = this.#of(caller)
    if (own.length >= this.#maxPerCaller) this.#drop(own[0])
    while (this.#bytes + bytes > this.#maxBytes) this.#drop(this.#entries.values().next().value)
    const entry = { id: randomUUID(), caller, tool, at: this.#clock.now(), json, bytes }
    this.#entries.set(entry.id, entry)
    this.#bytes += bytes
    return entry
  }

  find(caller: string, id: string): KeptResult | undefined {
    this.#dropExpired()
    const entry = this.#entries.get(id)
    return entry?.caller === caller ? entry : undefined
  }

  /** The results of a caller, the newest first. */
  list(caller: string): readonly KeptResult[] {
    this.#dropExpired()
    return this.#of(caller).toReversed()
  }

  #of(caller: string): Entry[] {
    return [...this.#entries.values()].filter(entry => entry.caller === caller)
  }

  /** Entries stand in the order in which they came, so that the expired ones stand first. */
  #dropExpired(): void {
    const oldest = this.#clock.now() - this.#ttlMs
    for (const entry of this.#entries.values()) {
      if (entry.at > oldest) return
      this.#drop(entry)
    }
  }

  #drop(entry: Entry | undefined): void {
    if (entry === undefined || !this.#entries.delete(entry.id)) return
    this.#bytes -= entry.bytes
  }
}
