type Version = readonly [major: number, minor: number, patch: number]

const parse = (text: string): Version | undefined => {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

const isAtLeast = (version: Version, least: Version): boolean => {
  const at = version.findIndex((part, index) => part !== least[index])
  return at === -1 || (version[at] ?? 0) > (least[at] ?? 0)
}

/**
 * Whether a version is in a range of one of the forms that our manifest has: `^1.2.3`, `>=1.2`, or one version. What
 * cannot be read is taken to fit.
 */
export const fits = (version: string, range: string): boolean => {
  const [, sign = '', rest = ''] = /^(\^|>=)?\s*(\S+)$/.exec(range.trim()) ?? []
  const least = parse(`${rest}${'.0'.repeat(Math.max(0, 3 - rest.split('.').length))}`)
  const own = parse(version.replace(/^v/, ''))
  if (!least || !own) return true
  if (sign === '>=') return isAtLeast(own, least)
  if (sign === '') return own.join('.') === least.join('.')
  const fixed = least[0] > 0 ? 1 : least[1] > 0 ? 2 : 3
  return isAtLeast(own, least) && own.slice(0, fixed).join('.') === least.slice(0, fixed).join('.')
}
