/** The last of something. */
export interface Ring<T> {
  add(item: T): void
  /** The oldest first. */
  items(): readonly T[]
}

/** @param size how many are kept */
export const createRing = <T>(size: number): Ring<T> => {
  const kept: T[] = []
  let next = 0
  return {
    add(item) {
      kept[next] = item
      next = (next + 1) % size
    },
    items: () => [...kept.slice(next), ...kept.slice(0, next)],
  }
}
