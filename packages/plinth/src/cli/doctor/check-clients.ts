import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { CLIENTS, type ClientKind, type Machine, type Scope } from '../install/clients.ts'
import { readServers, UnusableConfig } from '../install/config-text.ts'
import { isInstalled } from '../install/installed.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

const { ok, note, warning, problem } = inArea('clients')

const SCOPES: readonly Scope[] = ['user', 'project']

/** Entries whose program is gone: the client would show an error that does not say so. */
function* missingPrograms(
  client: ClientKind,
  file: string,
  servers: Readonly<Record<string, unknown>>,
): Generator<Diagnosis> {
  for (const [name, entry] of Object.entries(servers)) {
    const { command, args } = (entry ?? {}) as { readonly command?: unknown; readonly args?: unknown }
    const paths = [command, ...(Array.isArray(args) ? args : [])].filter(
      (each): each is string =>
        typeof each === 'string' && isAbsolute(each) && /[\\/](node(\.exe)?|[^\\/]+\.[cm]?[jt]s)$/.test(each),
    )
    const gone = paths.find(path => !existsSync(path))
    if (gone !== undefined)
      yield warning(
        `${client.title} starts "${name}" with ${gone}, which is not there (${file})`,
        `plinth install TARGET --name ${name} --client ${client.id}`,
      )
  }
}

function* checkFile(client: ClientKind, file: string): Generator<Diagnosis> {
  try {
    const servers = readServers(readFileSync(file, 'utf8'), client)
    const names = Object.keys(servers)
    const known = names.length === 0 ? 'knows no server' : `knows ${names.join(', ')}`
    yield ok(`${client.title} ${known} (${file})`)
    yield* missingPrograms(client, file, servers)
  } catch (error) {
    const reason =
      error instanceof UnusableConfig ? error.message : `it cannot be read: ${(error as Error).message}`
    yield problem(`${client.title} cannot use ${file}: ${reason}`, 'Correct it, or move it away')
  }
}

/** The clients on this machine, and whether their configuration can be read. */
export function* checkClients(machine: Machine): Generator<Diagnosis> {
  for (const client of CLIENTS) {
    const files = SCOPES.map(scope => client.fileFor(scope, machine)).filter(
      file => file !== undefined && existsSync(file),
    ) as string[]
    for (const file of files) yield* checkFile(client, file)
    if (files.length === 0 && isInstalled(client, machine))
      yield note(`${client.title} is there, and knows no server`, `plinth install --client ${client.id}`)
  }
}
