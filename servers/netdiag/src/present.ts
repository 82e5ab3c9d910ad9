/**
 * Leaves out the properties that are undefined, so that what is unknown is absent.
 *
 * @example
 * present({ a: 1, b: undefined }) // { a: 1 }
 */
export function present<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> }
export function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
