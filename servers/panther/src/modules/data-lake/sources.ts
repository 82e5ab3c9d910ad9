import { type Group, isSign, isWord, type Part } from './tokens.ts'

/** What a clause FROM reads. */
export interface FromItem {
  /** The parts of its name, in lower case; undefined for a table whose name is worked out only when it is read. */
  readonly path: readonly string[] | undefined
  /** The name by which the statement calls it, in lower case. */
  readonly name: string
  /** Conditions of joins that its rows fulfil, all of them. */
  readonly on: readonly (readonly Part[])[]
}

const JOINING = ['inner', 'left', 'right', 'full', 'outer', 'cross', 'natural', 'asof', 'lateral', 'directed']

/** Words behind the name of a table that are not another name for it. */
const BEHIND = [
  ...JOINING,
  ...['join', 'on', 'using', 'pivot', 'unpivot', 'sample', 'tablesample', 'at', 'before', 'changes'],
  ...['match_recognize', 'match_condition'],
]

/** Functions that read a table which they are given by name. */
const BY_NAME = ['table', 'identifier']

const isName = (part: Part | undefined): part is Exclude<Part, Group> =>
  part?.kind === 'word' || part?.kind === 'name'

const isJoin = (parts: readonly Part[], at: number): boolean => {
  let next = at
  while (isWord(parts[next], ...JOINING)) next += 1
  return isWord(parts[next], 'join')
}

const isReadByName = (word: string, { parts }: Group): boolean => {
  const [first, second] = parts
  return BY_NAME.includes(word) && (first?.kind === 'text' || second?.kind !== 'group')
}

const pathIn = (text: string): readonly string[] =>
  text.split('.').map(each => each.replaceAll('"', '').toLowerCase())

interface Named {
  readonly path: readonly string[] | undefined
  readonly next: number
}

/** The name that stands at a place: `a.b.c`, or a function that is given one. Nothing where no table is read. */
const nameAt = (parts: readonly Part[], at: number): Named | undefined => {
  const first = parts[at]
  if (!isName(first)) return isSign(first, '$', ':', '?') ? { path: undefined, next: at + 1 } : undefined
  const path = [first.text.toLowerCase()]
  let next = at + 1
  for (; isSign(parts[next], '.'); next += 1) {
    const part = parts[next + 1]
    path.push(isName(part) ? part.text.toLowerCase() : '')
    if (isName(part)) next += 1
  }
  const given = parts[next]
  if (given?.kind !== 'group' || first.kind !== 'word') return { path, next }
  if (!isReadByName(first.text, given)) return undefined
  const [text] = given.parts
  return {
    path: text?.kind === 'text' && given.parts.length === 1 ? pathIn(text.text) : undefined,
    next: next + 1,
  }
}

const aliasAt = (parts: readonly Part[], at: number): string | undefined => {
  const alias = parts[isWord(parts[at], 'as') ? at + 1 : at]
  return isName(alias) && !isWord(alias, ...BEHIND) ? alias.text.toLowerCase() : undefined
}

/** Where the next table of a clause FROM begins, and what is said of it before the one behind it. */
const piecesOf = (parts: readonly Part[]) => {
  const pieces: { readonly joined: readonly Part[]; readonly parts: Part[] }[] = [{ joined: [], parts: [] }]
  for (let at = 0; at < parts.length; at++) {
    if (isJoin(parts, at)) {
      const begin = at
      while (!isWord(parts[at], 'join')) at += 1
      pieces.push({ joined: parts.slice(begin, at), parts: [] })
    } else if (isSign(parts[at], ',')) pieces.push({ joined: [], parts: [] })
    else pieces.at(-1)?.parts.push(parts[at] as Part)
  }
  return pieces
}

/** What a condition ON counts for: an inner join leaves out rows of both sides, LEFT only of the one that is joined. */
const countsFor = (joined: readonly Part[]): 'both' | 'joined' | 'none' => {
  if (joined.some(part => isWord(part, 'right', 'full'))) return 'none'
  return joined.some(part => isWord(part, 'left', 'asof')) ? 'joined' : 'both'
}

/** Whether something in brackets is a query. */
type IsQuery = (group: Group) => boolean

/** The tables that one place of a clause FROM stands for: one, or those that are joined in brackets. */
const itemsIn = (piece: readonly Part[], isQuery: IsQuery): readonly FromItem[] => {
  const [first] = piece
  if (first?.kind === 'group') return isQuery(first) ? [] : fromItems(first.parts, isQuery)
  const named = nameAt(piece, isWord(first, 'lateral') ? 1 : 0)
  if (!named) return []
  const { path, next } = named
  return [{ path, name: aliasAt(piece, next) ?? path?.at(-1) ?? '', on: [] }]
}

/** The tables that a clause FROM reads by their names. Queries in brackets are none. */
export const fromItems = (parts: readonly Part[], isQuery: IsQuery): readonly FromItem[] => {
  let found: readonly FromItem[] = []
  for (const { joined, parts: piece } of piecesOf(parts)) {
    const own = itemsIn(piece, isQuery)
    const at = piece.findIndex(part => isWord(part, 'on'))
    const counts = at === -1 ? 'none' : countsFor(joined)
    const held = (item: FromItem): FromItem => ({ ...item, on: [...item.on, piece.slice(at + 1)] })
    found = [...(counts === 'both' ? found.map(held) : found), ...(counts === 'none' ? own : own.map(held))]
  }
  return found
}
