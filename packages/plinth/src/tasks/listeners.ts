/** Those who hear of changed tasks inside of this process. */
export const createListeners = () => {
  const listeners = new Set<(id: string) => void>()
  return {
    tell(id: string): void {
      for (const listener of [...listeners]) listener(id)
    },
    /** @returns a function that ends it */
    add(listener: (id: string) => void): () => void {
      const own = (id: string) => listener(id)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
