import { InvalidArgumentError } from 'commander'
import { CLIENT_IDS, type ClientId, findClient, type Scope } from './clients.ts'
import type { Value } from './entry.ts'

export interface InstallFlags {
  readonly client?: readonly ClientId[]
  readonly scope?: Scope
  readonly name?: string
  readonly env?: Readonly<Record<string, Value>>
  readonly header?: Readonly<Record<string, Value>>
  readonly bearer?: string
  readonly dryRun?: boolean
  readonly remove?: boolean
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

export const collectClient = (text: string, before: readonly ClientId[] = []): readonly ClientId[] => {
  const client = findClient(text)
  if (!client) throw new InvalidArgumentError(`It is one of ${CLIENT_IDS}.`)
  return [...before, client.id]
}

/** `NAME=value` is written; `NAME` alone is left to the environment of whoever starts the client. */
export const collectVariable = (text: string, before: Readonly<Record<string, Value>> = {}) => {
  const at = text.indexOf('=')
  const name = at === -1 ? text : text.slice(0, at)
  if (!VARIABLE.test(name)) throw new InvalidArgumentError('Write it as --env NAME=value, or as --env NAME.')
  return { ...before, [name]: at === -1 ? { variable: name } : { text: text.slice(at + 1) } }
}

export const collectHeader = (text: string, before: Readonly<Record<string, Value>> = {}) => {
  const at = text.indexOf(':')
  if (at < 1) throw new InvalidArgumentError('Write it as --header "Name: value".')
  return { ...before, [text.slice(0, at).trim()]: { text: text.slice(at + 1).trim() } }
}

/** The headers that are written, the bearer token's among them. */
export const headersOf = ({ header = {}, bearer }: InstallFlags): Readonly<Record<string, Value>> => ({
  ...header,
  ...(bearer === undefined ? {} : { Authorization: { variable: bearer, before: 'Bearer ' } }),
})
