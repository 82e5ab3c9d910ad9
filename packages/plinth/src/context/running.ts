/** What is being carried out, as a count, and when all of it has ended. */
export class Running {
  #count = 0
  #ended: PromiseWithResolvers<void> | undefined

  get count(): number {
    return this.#count
  }

  enter(): void {
    this.#count += 1
  }

  leave(): void {
    this.#count -= 1
    if (this.#count > 0) return
    this.#ended?.resolve()
    this.#ended = undefined
  }

  ended(): Promise<void> {
    if (this.#count === 0) return Promise.resolve()
    this.#ended ??= Promise.withResolvers()
    return this.#ended.promise
  }
}
