/** Everybody who wants to hear of something. */
export interface Listeners<T> {
  /** Whether there is anybody. */
  readonly some: boolean
  tell(what: T): void
  /** @returns a function that ends the subscription */
  add(listener: (what: T) => void): () => void
}

/**
 * Keeps those who listen. One that throws does not keep the news from the others, and one that listens twice hears it
 * twice.
 *
 * @param onError hears of listeners that threw
 */
export const createListeners = <T>(onError: (error: unknown) => void): Listeners<T> => {
  /** Made anew with each change, so that those who come and go meanwhile do not disturb who is being told. */
  let listeners: readonly ((what: T) => void)[] = []
  return {
    get some() {
      return listeners.length > 0
    },
    tell(what) {
      for (const listener of listeners)
        try {
          listener(what)
        } catch (error) {
          onError(error)
        }
    },
    add(listener) {
      const own = (what: T) => listener(what)
      listeners = [...listeners, own]
      return () => {
        listeners = listeners.filter(each => each !== own)
      }
    },
  }
}
