import { CliError, EXIT } from '../exit-codes.ts'
import type { ClientKind } from './clients.ts'

/** How a client reaches a server. */
export type Reach =
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'url'; readonly url: string }

/** A value that is written, or a variable of whoever starts the client that is only named. */
export type Value = { readonly text: string } | { readonly variable: string; readonly before?: string }

export interface EntryOptions {
  readonly env: Readonly<Record<string, Value>>
  readonly headers: Readonly<Record<string, Value>>
}

/** The variables that values refer to. */
export const variablesIn = ({ env, headers }: EntryOptions): readonly string[] =>
  Object.values({ ...env, ...headers }).flatMap(value => ('variable' in value ? [value.variable] : []))

const written = (client: ClientKind, value: Value): string => {
  if ('text' in value) return value.text
  if (client.reference) return `${value.before ?? ''}${client.reference(value.variable)}`
  throw new CliError(
    `${client.title} cannot take ${value.variable} from the environment, and nothing secret is written unasked: give the value, --env ${value.variable}=...`,
    { exitCode: EXIT.usage },
  )
}

const writeAll = (client: ClientKind, values: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, written(client, value)]))

const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0

const refuse = (flag: string, why: string): never => {
  throw new CliError(`${flag} ${why}`, { exitCode: EXIT.usage })
}

/**
 * What a client's configuration says of a server.
 *
 * @throws CliError when the client cannot be told so
 */
export const entryFor = (
  client: ClientKind,
  reach: Reach,
  { env, headers }: EntryOptions,
): Readonly<Record<string, unknown>> => {
  if (reach.kind === 'command') {
    if (!isEmpty(headers)) refuse('--header and --bearer', 'are for a URL: a server on stdio gets --env')
    const { command, args } = reach
    const type = client.namesTypes ? { type: 'stdio' } : {}
    return { ...type, command, args, ...(isEmpty(env) ? {} : { env: writeAll(client, env) }) }
  }
  if (!client.takesUrls)
    throw new CliError(
      `${client.title} takes no addresses in its file: add ${reach.url} under Settings, Connectors; or install the server's file, which it starts itself`,
      { exitCode: EXIT.usage },
    )
  if (!isEmpty(env)) refuse('--env', 'is for a server that the client starts: the one at a URL has its own')
  const type = client.namesTypes ? { type: 'http' } : {}
  return { ...type, url: reach.url, ...(isEmpty(headers) ? {} : { headers: writeAll(client, headers) }) }
}
