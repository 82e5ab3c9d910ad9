/**
 * A configuration that remembers which of its sections somebody looked at.
 *
 * @param seen where it does so. Default: in a set of its own
 */
export const watchSections = <C extends object>(
  config: C,
  seen = new Set<string>(),
): { readonly config: C; readonly seen: ReadonlySet<string> } => {
  const watched = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(config).map(([name, value]) => [
        name,
        {
          enumerable: true,
          get: () => {
            seen.add(name)
            return value
          },
        },
      ]),
    ),
  )
  return { config: Object.freeze(watched) as C, seen }
}
