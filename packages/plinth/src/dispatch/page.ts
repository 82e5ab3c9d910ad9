/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor?: string
}

const MARK = 'after:'

/**
 * The page that a cursor names. A cursor holds the name of the last item that was sent, so that it stays right when
 * items come and go elsewhere in the list.
 *
 * @returns undefined when the cursor is none of ours, or its item is gone
 */
export const pageOf = <T>(
  items: ReadonlyMap<string, T>,
  cursor: string | undefined,
  size: number,
): Page<T> | undefined => {
  if (cursor === undefined && items.size <= size) return { items: [...items.values()] }
  const names = [...items.keys()]
  const start = cursor === undefined ? 0 : startAfter(names, cursor)
  if (start === undefined) return undefined
  const page = names.slice(start, start + size)
  const last = page.at(-1)
  const more = start + size < names.length && last !== undefined
  return {
    items: page.map(name => items.get(name) as T),
    ...(more ? { nextCursor: Buffer.from(MARK + last).toString('base64url') } : {}),
  }
}

const startAfter = (names: readonly string[], cursor: string): number | undefined => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!text.startsWith(MARK) || Buffer.from(text).toString('base64url') !== cursor) return undefined
  const index = names.indexOf(text.slice(MARK.length))
  return index === -1 ? undefined : index + 1
}
