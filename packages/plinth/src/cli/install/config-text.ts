import { applyEdits, modify, type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { ClientKind } from './clients.ts'

/** A configuration that cannot be worked on, and why. */
export class UnusableConfig extends Error {
  override readonly name = 'UnusableConfig'
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const BOM = '\uFEFF'

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length

/**
 * The servers that a client's configuration names.
 *
 * @throws UnusableConfig when it does not parse, or is not of the form that the client reads
 */
export const readServers = (
  text: string,
  { field, hasComments }: Pick<ClientKind, 'field' | 'hasComments'>,
): Fields => {
  const content = text.replace(BOM, '')
  if (content.trim() === '') return {}
  const errors: ParseError[] = []
  const options = { allowTrailingComma: hasComments, disallowComments: !hasComments }
  const config: unknown = parse(content, errors, options)
  const [first] = errors
  if (first)
    throw new UnusableConfig(
      `it does not parse: ${printParseErrorCode(first.error)} in line ${lineOf(content, first.offset)}`,
    )
  if (!isFields(config)) throw new UnusableConfig('it is no JSON object')
  const servers = config[field] ?? {}
  if (!isFields(servers)) throw new UnusableConfig(`its "${field}" is no object`)
  return servers
}

/** How a file is indented, and how its lines end. */
const formatOf = (text: string) => {
  const [, indent = '  '] = /^[{[][^\S\n]*\r?\n([ \t]+)/m.exec(text) ?? []
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

const change = (text: string, path: readonly (string | number)[], value: unknown): string => {
  const mark = text.startsWith(BOM) ? BOM : ''
  const content = text.slice(mark.length)
  const base = content.trim() === '' ? '{}\n' : content
  const edits = modify(base, [...path], value, {
    formattingOptions: formatOf(base),
    // In front: behind the last one, the comment after that would end up after what is new.
    getInsertionIndex: () => 0,
  })
  return mark + applyEdits(base, edits)
}

/**
 * Writes the entry of a server into a configuration, or takes it out; everything else stays as it was, comments and
 * formatting included.
 *
 * @param entry undefined takes it out
 */
export const withServer = (
  text: string,
  field: ClientKind['field'],
  name: string,
  entry: Fields | undefined,
): string => change(text, [field, name], entry)

/** Has a client ask for values that an entry refers to, and keep them itself. Those that it asks for already stay. */
export const withQuestions = (text: string, variables: readonly string[]): string => {
  let content = text
  for (const id of variables) {
    const { inputs = [] } = parse(content.replace(BOM, '')) as {
      readonly inputs?: readonly { readonly id?: string }[]
    }
    if (!Array.isArray(inputs) || inputs.some(each => each.id === id)) continue
    const question = { type: 'promptString', id, description: id, password: true }
    content = change(content, ['inputs', inputs.length], question)
  }
  return content
}
