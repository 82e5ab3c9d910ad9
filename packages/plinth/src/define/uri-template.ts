import { literal, matchRun, type RunPart, span } from './uri-match.ts'

/** A URI template (RFC 6570, levels 1 to 4 without prefix lengths) made ready for matching. */
export interface UriTemplate {
  readonly source: string
  readonly variables: readonly string[]
  /**
   * The values of the variables, decoded; undefined when the URI is none of this template's. Variables of `{?x}`,
   * `{&x}` and `{;x}` that the URI does not name are absent.
   */
  match(uri: string): Readonly<Record<string, string>> | undefined
}

interface Operator {
  /** What stands before the first value. */
  readonly first: string
  readonly separator: string
  /** Which characters end a value. */
  readonly ends: string
  /** Whether values stand with their names, in any order, and may be absent. */
  readonly named?: boolean
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '': { first: '', separator: ',', ends: '/?#,' },
  '+': { first: '', separator: ',', ends: '?#' },
  '#': { first: '#', separator: ',', ends: '' },
  '.': { first: '.', separator: '.', ends: '/?#.' },
  '/': { first: '/', separator: '/', ends: '/?#' },
  ';': { first: ';', separator: ';', ends: '/?#', named: true },
  '?': { first: '?', separator: '&', ends: '#', named: true },
  '&': { first: '&', separator: '&', ends: '#', named: true },
}

const EXPRESSION = /\{([+#./;?&]?)([^{}]*)\}/g
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_.]*)(\*?)$/
const MAX_URI_LENGTH = 8192

type Entries = readonly (readonly [name: string, value: string])[]

/** A part of a template, and how what it matched is read. */
interface Part {
  readonly run: RunPart
  readonly read?: (text: string) => Entries | undefined
}

/**
 * Prepares a URI template.
 *
 * @throws TypeError when an expression is malformed, or a variable stands twice
 */
export const compileTemplate = (source: string): UriTemplate => {
  if (/[{}]/.test(source.replace(EXPRESSION, '')))
    throw new TypeError(`resource template "${source}" has an unpaired brace`)
  const hasParameters = source.includes('{;')
  const variables: string[] = []
  const parts: Part[] = []
  let at = 0
  for (const { 0: whole, 1: operator = '', 2: inside = '', index } of source.matchAll(EXPRESSION)) {
    parts.push({ run: literal(source.slice(at, index)) })
    at = index + whole.length
    const names = inside.split(',').map(variable => {
      const [, name, exploded] = VARIABLE.exec(variable) ?? []
      if (name === undefined)
        throw new TypeError(`resource template "${source}" has no valid variable name in ${whole}`)
      if (variables.includes(name))
        throw new TypeError(`resource template "${source}" has the variable "${name}" twice`)
      variables.push(name)
      return { name, exploded: exploded === '*' }
    })
    const kind = OPERATORS[operator] as Operator
    parts.push(...partsOf(hasParameters ? { ...kind, ends: `${kind.ends};` } : kind, names))
  }
  parts.push({ run: literal(source.slice(at)) })
  const runs = parts.map(({ run }) => run)
  return {
    source,
    variables,
    match(uri) {
      if (uri.length > MAX_URI_LENGTH) return undefined
      const texts = matchRun(runs, uri)
      return texts && valuesOf(parts, texts)
    },
  }
}

const partsOf = (
  { first, separator, ends, named }: Operator,
  names: readonly { readonly name: string; readonly exploded: boolean }[],
): Part[] => {
  if (named) {
    const known = new Set(names.map(({ name }) => name))
    return [
      { run: span(ends.replace(separator, '')), read: text => readNamed(text, first, separator, known) },
    ]
  }
  return names.flatMap(({ name, exploded }, index): Part[] => [
    { run: literal(index === 0 ? first : separator) },
    { run: span(exploded ? ends.replace(separator, '') : ends), read: text => [[name, text]] },
  ])
}

/** Reads `?a=1&b=2` and its like. A name that the template does not have makes the URI another one. */
const readNamed = (
  text: string,
  first: string,
  separator: string,
  known: ReadonlySet<string>,
): Entries | undefined => {
  if (text === '') return []
  if (!text.startsWith(first)) return undefined
  const entries = text
    .slice(first.length)
    .split(separator)
    .map(pair => {
      const equals = pair.indexOf('=')
      return equals === -1
        ? ([pair, ''] as const)
        : ([pair.slice(0, equals), pair.slice(equals + 1)] as const)
    })
  const isOurs = entries.every(([name]) => known.has(name))
  const isOnce = new Set(entries.map(([name]) => name)).size === entries.length
  return isOurs && isOnce ? entries : undefined
}

const valuesOf = (
  parts: readonly Part[],
  texts: readonly string[],
): Readonly<Record<string, string>> | undefined => {
  const values: [string, string][] = []
  for (const [index, { read }] of parts.entries()) {
    if (!read) continue
    const entries = read(texts[index] ?? '')
    if (!entries) return undefined
    for (const [name, value] of entries) {
      const decoded = decode(value)
      if (decoded === undefined) return undefined
      values.push([name, decoded])
    }
  }
  return Object.fromEntries(values)
}

const decode = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
