import type { Catalogue } from '../catalogue/catalogue.ts'
import { type CompiledSchema, describeIssues, type Validated } from '../define/schema.ts'
import type { Logger } from '../logger.ts'

interface Closer {
  readonly name: string
  readonly close: () => unknown
}

/** Left out, it may be what the schema makes of nothing, or of an object without fields. */
const checkConfig = async (schema: CompiledSchema, config: unknown): Promise<Validated<unknown>> => {
  const checked = await schema.validate(config)
  return 'issues' in checked && config === undefined ? schema.validate({}) : checked
}

/** What the lifespans of a server and of its mounts made, by place; begun once, closed once in reverse order. */
export class Lifespans {
  readonly #catalogue: Catalogue
  readonly #log: Logger
  readonly #deps = new Map<string, Promise<unknown>>()
  readonly #ready = new Map<string, unknown>()
  readonly #closers: Closer[] = []
  readonly #closing = new AbortController()

  constructor(catalogue: Catalogue, log: Logger) {
    this.#catalogue = catalogue
    this.#log = log
  }

  /** Begins every lifespan that has not begun yet, the root's first. */
  async start(): Promise<void> {
    for (const place of this.#catalogue.places) await this.#begin(place.path)
  }

  /** What the lifespan at a place made. A module that was mounted after the start begins with its first call. */
  depsAt(path: string): unknown {
    return this.#ready.has(path) ? this.#ready.get(path) : this.#begin(path)
  }

  #begin(path: string): Promise<unknown> {
    const begun = this.#deps.get(path)
    if (begun !== undefined) return begun
    const starting = this.#run(path)
    this.#deps.set(path, starting)
    starting.then(
      deps => this.#ready.set(path, deps),
      () => this.#deps.delete(path),
    )
    return starting
  }

  async #run(path: string): Promise<unknown> {
    const place = this.#catalogue.places.find(candidate => candidate.path === path)
    if (!place?.module.lifespan) return {}
    if (this.#closing.signal.aborted)
      throw new Error(`"${place.module.name}" cannot begin: the server is closing`)
    const { name, config: schema } = place.module
    const checked = schema ? await checkConfig(schema, place.config) : { value: place.config }
    if ('issues' in checked) {
      const mount = place.prefix === '' ? '' : `, mounted with the prefix "${place.prefix}",`
      throw new TypeError(
        `The configuration of "${name}"${mount} is not valid: ${describeIssues(checked.issues)}`,
      )
    }
    const own: Closer[] = []
    let closers = own
    try {
      const deps = await place.module.lifespan({
        config: checked.value,
        signal: this.#closing.signal,
        defer: close => void closers.push({ name, close }),
      })
      this.#closers.push(...own)
      closers = this.#closers
      return deps
    } catch (error) {
      // It is tried again with the next call: what half of it has opened would add up.
      await this.#closeAll(own)
      throw error
    }
  }

  /** Closes what lifespans deferred, the last first. One that fails is logged and does not keep the others open. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#deps.values())
    await this.#closeAll(this.#closers)
    this.#deps.clear()
    this.#ready.clear()
  }

  async #closeAll(closers: Closer[]): Promise<void> {
    for (let next = closers.pop(); next; next = closers.pop())
      try {
        await next.close()
      } catch (error) {
        this.#log.error('lifespan.close_failed', { module: next.name, error })
      }
  }
}
