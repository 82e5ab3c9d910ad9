import { basename, extname } from 'node:path'
import { Plinth } from '../plinth.ts'
import type { MakeServer, Runnable, RunOptions } from '../server/run.ts'
import { readExports } from '../server/tool-exports.ts'
import { CliError, EXIT } from './exit-codes.ts'

/** What a file offers to be run. */
export interface Offer {
  readonly make: MakeServer
  readonly options: RunOptions
  /** What the server is called for people: the name of its export. */
  readonly from: string
}

type Fields = Readonly<Record<string, unknown>>

const isRunnable = (value: unknown): value is Runnable =>
  typeof value === 'object' &&
  value !== null &&
  'runtime' in value &&
  'mount' in value &&
  typeof value.mount === 'function'

const pick = (exports: Fields, file: string): [name: string, server: Runnable] | undefined => {
  const servers = Object.entries(exports).filter((each): each is [string, Runnable] => isRunnable(each[1]))
  const distinct = new Set(servers.map(([, server]) => server))
  const preferred = ['default', 'server'].map(name => servers.find(([own]) => own === name)).find(Boolean)
  if (preferred ?? distinct.size <= 1) return preferred ?? servers[0]
  throw new CliError(
    `${file} exports several servers (${servers.map(([name]) => name).join(', ')}): call the one to run "server", or make it the default export`,
    { exitCode: EXIT.noServer },
  )
}

/** A file of tools alone, as discovery finds them, is tried out in a server that is named after it. */
const fromTools = (exports: Fields, file: string): Runnable | undefined => {
  const { definitions } = readExports(exports)
  if (definitions.length === 0) return undefined
  const server = new Plinth({ name: basename(file, extname(file)) })
  for (const definition of definitions) server.add(definition as never)
  return server
}

/**
 * Finds what there is to run among the exports of a file: a server (the default export, one called `server`, or the
 * only one), a function `make` that gives one from the configuration, with `options` for it, or tools.
 *
 * @returns undefined when there is none
 * @throws CliError when it cannot be told which of several servers is meant
 */
export const findOffer = (exports: Fields, file: string): Offer | undefined => {
  const [name, server] = pick(exports, file) ?? []
  if (name !== undefined && server) return { make: () => server, options: {}, from: name }
  const { make, options } = exports
  if (typeof make === 'function')
    return { make: make as MakeServer, options: (options ?? {}) as RunOptions, from: 'make' }
  const tools = fromTools(exports, file)
  return tools && { make: () => tools, options: {}, from: 'tools' }
}
