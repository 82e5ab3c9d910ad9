/** A URI template (RFC 6570, levels 1 to 4 without prefix lengths) made ready for matching. */
export interface UriTemplate {
  readonly source: string
  readonly variables: readonly string[]
  /** The values of the variables, decoded; undefined when the URI is none of this template's. */
  match(uri: string): Readonly<Record<string, string>> | undefined
}

const EXPRESSION = /\{([+#./;?&]?)([^{}]*)\}/g
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_.]*)(\*?)$/

const escapeRegExp = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** How each kind of expression begins, parts its variables, and which characters a value may hold. */
const OPERATORS: Readonly<
  Record<string, { first: string; separator: string; value: string; named?: boolean }>
> = {
  '': { first: '', separator: ',', value: '[^/?#,]*' },
  '+': { first: '', separator: ',', value: '[^?#]*' },
  '#': { first: '#', separator: ',', value: '.*' },
  '.': { first: '.', separator: '.', value: '[^/?#.]*' },
  '/': { first: '/', separator: '/', value: '[^/?#]*' },
  ';': { first: ';', separator: ';', value: '[^/?#;]*', named: true },
  '?': { first: '?', separator: '&', value: '[^&#]*', named: true },
  '&': { first: '&', separator: '&', value: '[^&#]*', named: true },
}

const MAX_URI_LENGTH = 8192

/**
 * Prepares a URI template.
 *
 * @throws TypeError when an expression is malformed, or a variable stands twice
 */
export const compileTemplate = (source: string): UriTemplate => {
  const variables: string[] = []
  let pattern = ''
  let at = 0
  for (const found of source.matchAll(EXPRESSION)) {
    const [whole, operator = '', inside = ''] = found
    const kind = OPERATORS[operator]
    if (!kind) throw new TypeError(`resource template "${source}" has an unknown operator in ${whole}`)
    pattern += escapeRegExp(source.slice(at, found.index))
    at = found.index + whole.length
    const parts = inside.split(',').map((part, index) => {
      const [, name, exploded] = VARIABLE.exec(part) ?? []
      if (name === undefined)
        throw new TypeError(`resource template "${source}" has no valid variable name in ${whole}`)
      if (variables.includes(name))
        throw new TypeError(`resource template "${source}" has the variable "${name}" twice`)
      variables.push(name)
      const lead = escapeRegExp(index === 0 ? kind.first : kind.separator)
      const value = exploded && operator === '/' ? '[^?#]*' : kind.value
      return kind.named ? `(?:${lead}${escapeRegExp(name)}=(${value}))?` : `${lead}(${value})`
    })
    pattern += parts.join('')
  }
  pattern += escapeRegExp(source.slice(at))
  if (/[{}]/.test(source.replace(EXPRESSION, '')))
    throw new TypeError(`resource template "${source}" has an unpaired brace`)
  const matcher = new RegExp(`^${pattern}$`, 's')
  return {
    source,
    variables,
    match(uri) {
      if (uri.length > MAX_URI_LENGTH) return undefined
      const found = matcher.exec(uri)
      return found ? decodeAll(variables, found.slice(1)) : undefined
    },
  }
}

const decodeAll = (names: readonly string[], values: readonly (string | undefined)[]) => {
  const entries: [string, string][] = []
  for (const [index, name] of names.entries()) {
    const value = values[index]
    if (value === undefined) continue
    try {
      entries.push([name, decodeURIComponent(value)])
    } catch {
      return undefined
    }
  }
  return Object.fromEntries(entries)
}

const TRAVERSAL = /(^|[\\/])\.\.([\\/]|$)/
const ABSOLUTE = /^([\\/]|[A-Za-z]:[\\/])/

/** Whether a value could lead out of the place that a template was made for: `..`, an absolute path, NUL. */
export const isTraversal = (value: string): boolean =>
  value.includes('\0') || TRAVERSAL.test(value) || ABSOLUTE.test(value)
