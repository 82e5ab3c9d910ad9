import { fromItems } from './sources.ts'
import { restrictsTime } from './time-condition.ts'
import { type Group, isSign, isWord, type Part } from './tokens.ts'

/** Databases of events: a table there that is read without a time is read from its beginning, which takes hours. */
const TIMED = [
  'panther_logs',
  'panther_views',
  'panther_signals',
  'panther_rule_matches',
  'panther_rule_errors',
  'panther_monitor',
  'panther_cloudsecurity',
]

const COMBINING = ['union', 'intersect', 'except', 'minus']
const AFTER_FROM = [
  'where',
  'group',
  'having',
  'qualify',
  'order',
  'limit',
  'offset',
  'fetch',
  'window',
  'connect',
  'start',
]

/** A table of events that is read from its beginning. */
export interface Unrestricted {
  /** Its name as the statement has it. */
  readonly table: string
  /** What to compare. */
  readonly column: string
}

type Finding = Unrestricted | 'no query' | undefined

/** Names that the query itself has defined so far. */
type Defined = ReadonlySet<string>

const isQuery = ({ parts: [first] }: Group): boolean =>
  first?.kind === 'group' ? isQuery(first) : isWord(first, 'select', 'with', 'values')

/** Where FROM stands, and not the end of `IS [NOT] DISTINCT FROM`. */
const fromIn = (parts: readonly Part[]): number =>
  parts.findIndex(
    (part, at) =>
      isWord(part, 'from') && !(isWord(parts[at - 1], 'distinct') && isWord(parts[at - 2], 'is', 'not')),
  )

const until = (parts: readonly Part[], ...words: readonly string[]): readonly Part[] => {
  const end = parts.findIndex(part => isWord(part, ...words))
  return end === -1 ? parts : parts.slice(0, end)
}

const hasEvents = (path: readonly string[] | undefined, database: string, defined: Defined): boolean => {
  if (!path) return true
  const [standard = ''] = database.toLowerCase().split('.')
  const of = path.length > 2 ? path.at(-3) : standard
  const isDefined = path.length === 1 && defined.has(path[0] ?? '')
  return !isDefined && path.at(-2) !== 'information_schema' && TIMED.includes(of ?? '')
}

const first = <T>(items: readonly T[], find: (item: T) => Finding): Finding => {
  for (const item of items) {
    const found = find(item)
    if (found) return found
  }
  return undefined
}

/** One SELECT, without what is combined with it. */
const inSelect = (parts: readonly Part[], database: string, defined: Defined): Finding => {
  const from = fromIn(parts)
  if (from === -1) return undefined
  const behind = parts.slice(from + 1)
  const where = behind.findIndex(part => isWord(part, 'where'))
  const condition = where === -1 ? [] : until(behind.slice(where + 1), ...AFTER_FROM)
  const events = fromItems(until(behind, ...AFTER_FROM), isQuery).filter(({ path }) =>
    hasEvents(path, database, defined),
  )
  const isAlone = events.length === 1
  const open = events.find(
    ({ name, on }) => ![condition, ...on].some(each => restrictsTime(each, { name, isAlone })),
  )
  if (!open) return undefined
  return {
    table: open.path?.join('.') ?? 'a table that is named only when it runs',
    column: isAlone ? 'p_event_time' : `${open.name}.p_event_time`,
  }
}

/** Queries in brackets, wherever they stand. */
const inBrackets = (parts: readonly Part[], database: string, defined: Defined): Finding =>
  first(parts, part => {
    if (part.kind !== 'group') return undefined
    return isQuery(part) ? inQuery(part.parts, database, defined) : inBrackets(part.parts, database, defined)
  })

/** SELECTs that are combined by UNION and the like: each with all that belongs to it. */
const selectsIn = (parts: readonly Part[]): readonly (readonly Part[])[] => {
  const selects: Part[][] = [[]]
  for (const part of parts) {
    const select = selects.at(-1)
    if (isWord(part, ...COMBINING)) selects.push([])
    else if (select?.length !== 0 || !isWord(part, 'all', 'distinct', 'by', 'name')) select?.push(part)
  }
  return selects
}

const isSelect = ([one]: readonly Part[]): boolean =>
  one?.kind === 'group' ? isQuery(one) : isWord(one, 'select', 'values')

/** @param own the name that the query is given by WITH: it reads itself behind a UNION, and a table before it */
const inCombined = (parts: readonly Part[], database: string, defined: Defined, own?: string): Finding => {
  const [anchor = [], ...others] = selectsIn(parts)
  if (![anchor, ...others].every(isSelect)) return 'no query'
  const inside = own === undefined ? defined : new Set([...defined, own])
  const inOne = (select: readonly Part[], scope: Defined) =>
    inSelect(select, database, scope) ?? inBrackets(select, database, scope)
  return inOne(anchor, defined) ?? first(others, select => inOne(select, inside))
}

/** WITH, and the query behind it. */
const inWith = (parts: readonly Part[], database: string, outer: Defined, own?: string): Finding => {
  const defined = new Set(outer)
  let at = isWord(parts[0], 'recursive') && !isWord(parts[1], 'as') ? 1 : 0
  for (;;) {
    const name = parts[at]
    if (name?.kind !== 'word' && name?.kind !== 'name') return 'no query'
    at += parts[at + 1]?.kind === 'group' ? 2 : 1
    const body = parts[at + 1]
    if (!isWord(parts[at], 'as') || body?.kind !== 'group') return 'no query'
    const found = inQuery(body.parts, database, defined, name.text.toLowerCase())
    if (found) return found
    defined.add(name.text.toLowerCase())
    at += 2
    if (!isSign(parts[at], ',')) break
    at += 1
  }
  return inQuery(parts.slice(at), database, defined, own)
}

const inQuery = (parts: readonly Part[], database: string, defined: Defined, own?: string): Finding =>
  isWord(parts[0], 'with')
    ? inWith(parts.slice(1), database, defined, own)
    : inCombined(parts, database, defined, own)

/**
 * Looks for a table of events that a query reads without a condition on their time.
 *
 * @param database where tables are that are named without one
 * @returns the first one; `no query` for what is no SELECT; undefined where there is none
 */
export const unrestricted = (query: readonly Part[], database: string): Finding =>
  inQuery(query, database, new Set())
