import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { runChannel } from '../server/run-channel.ts'
import { CliError, EXIT } from './exit-codes.ts'
import { findOffer, type Offer } from './exported-server.ts'
import type { Target } from './target.ts'

type ModuleTarget = Extract<Target, { kind: 'module' }>

const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error instanceof CliError ? error.message : (error.stack ?? error.message)
}

/**
 * Imports a file, which runs it, and finds the server in it.
 *
 * @returns undefined when the file runs a server itself
 * @throws CliError when it cannot be imported, or has no server
 */
export const loadModule = async ({ file, isProgram }: ModuleTarget): Promise<Offer | undefined> => {
  let runs = false
  const listen = () => {
    runs = true
  }
  subscribe(runChannel.name, listen)
  process.argv = [process.argv[0] ?? '', file]
  try {
    const exports = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
    const offer = runs ? undefined : findOffer(exports, file)
    if (runs || offer || isProgram) return offer
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    throw new CliError(`${file} cannot be loaded:\n${explain(cause)}`, { exitCode: EXIT.noServer, cause })
  } finally {
    unsubscribe(runChannel.name, listen)
  }
  throw new CliError(
    `${file} exports no server. Export it: export const server = new Plinth({ ... }). To start it as a program of its own, give the command line after two dashes: -- node ${file}`,
    { exitCode: EXIT.noServer },
  )
}
