import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { stylesFor } from '../style.ts'
import { resolveTarget } from '../target.ts'
import { CLIENT_IDS, type ClientKind, findClient, type Machine, type Scope } from './clients.ts'
import { readConfig, type Staged, stageConfig } from './config-file.ts'
import { readServers, UnusableConfig, withQuestions, withServer } from './config-text.ts'
import { lineDiff } from './diff.ts'
import { entryFor, variablesIn } from './entry.ts'
import { headersOf, type InstallFlags } from './flags.ts'
import { machineOf } from './installed.ts'
import { nameOf, reachOf } from './reach.ts'

/** The clients that are meant; where none is named and somebody can be asked, those that they choose. */
const chosen = async (
  { client = [] }: InstallFlags,
  machine: Machine,
  io: Io,
): Promise<readonly ClientKind[]> => {
  if (client.length > 0)
    return [...new Set(client)].map(id => findClient(id)).filter(found => found !== undefined)
  if (!(io.stdin.isTTY && io.stderr.isTTY))
    throw new CliError(`Say which client is to know the server: --client with one of ${CLIENT_IDS}`, {
      exitCode: EXIT.usage,
    })
  const { askForClients } = await import('./ask-for-clients.ts')
  return askForClients(machine, io)
}

const fileOf = (client: ClientKind, scope: Scope, machine: Machine): string => {
  const file = client.fileFor(scope, machine)
  if (file !== undefined) return file
  throw new CliError(`${client.title} has no configuration of a ${scope}: leave out --scope`, {
    exitCode: EXIT.usage,
  })
}

interface Change {
  readonly client: ClientKind
  readonly file: string
  readonly before: string
  readonly after: string
  readonly what: string
}

const changeOf = async (
  { client, file, name }: { readonly client: ClientKind; readonly file: string; readonly name: string },
  entry: Readonly<Record<string, unknown>> | undefined,
  variables: readonly string[],
): Promise<Change> => {
  const before = await readConfig(file)
  const had = (() => {
    try {
      return name in readServers(before, client)
    } catch (cause) {
      if (!(cause instanceof UnusableConfig)) throw cause
      throw new CliError(`${file} was left alone, because ${cause.message}: correct it first`, { cause })
    }
  })()
  if (entry === undefined && !had)
    throw new CliError(`${client.title} knows no server "${name}" (${file}): nothing to remove`)
  const changed = withServer(before, client.field, name, entry)
  const after = entry && client.asksForValues ? withQuestions(changed, variables) : changed
  const what = entry === undefined ? 'Removed' : had ? 'Replaced' : 'Added'
  return { client, file, before, after, what }
}

const show = ({ client, file, before, after }: Change, io: Io): void => {
  const styles = stylesFor(io.stdout, io.env)
  const coloured = (line: string) =>
    line.startsWith('+') ? styles.green(line) : line.startsWith('-') ? styles.red(line) : line
  io.stdout.write(`${client.title} would get this change of ${file}:\n`)
  for (const line of lineDiff(before, after)) io.stdout.write(`${coloured(line)}\n`)
}

/** Every file is written before any takes its place, so that one that cannot be written keeps all as they are. */
const carryOut = async (changes: readonly Change[], name: string, io: Io): Promise<void> => {
  const staged: [Change, Staged][] = []
  try {
    for (const change of changes)
      staged.push([change, await stageConfig(change.file, change.before, change.after)])
    for (const [{ what, file, client }, { commit }] of staged) {
      const backup = await commit()
      const before = backup ? `; before: ${backup}` : ''
      io.stdout.write(`${what} "${name}" in ${file} (${client.title})${before}\n`)
    }
  } finally {
    for (const [, { discard }] of staged) await discard()
  }
}

const SECRET = /(token|secret|passw|api_?key|authorization|credential)/i

const warnOfSecrets = (flags: InstallFlags, scope: Scope, io: Io): void => {
  const written = Object.entries({ ...flags.env, ...flags.header })
    .filter(([name, value]) => 'text' in value && SECRET.test(name))
    .map(([name]) => name)
  if (written.length > 0 && scope === 'project')
    io.stderr.write(
      `The value of ${written.join(', ')} goes into a file that projects share: keep it out of the repository, or write --env NAME or --bearer NAME without a value.\n`,
    )
}

/**
 * Tells clients of a server, or with `remove` no longer of it.
 *
 * @throws CliError when a client's configuration cannot be worked on; then none is changed
 */
export const installTarget = async (text: string | undefined, flags: InstallFlags, io: Io): Promise<void> => {
  const machine = machineOf(io)
  const scope = flags.scope ?? 'user'
  const isByName = flags.remove === true && flags.name !== undefined
  const target = isByName ? undefined : resolveTarget(text, io)
  const name = flags.name ?? (target ? nameOf(target) : '')
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    throw new CliError(`"${name}" cannot be the name of a server: use letters, digits, "_" and "-"`, {
      exitCode: EXIT.usage,
    })
  const clients = await chosen(flags, machine, io)
  const changes: Change[] = []
  for (const client of clients) {
    const options = { env: flags.env ?? {}, headers: headersOf(flags) }
    const entry = flags.remove || !target ? undefined : entryFor(client, reachOf(target, io), options)
    const place = { client, file: fileOf(client, scope, machine), name }
    changes.push(await changeOf(place, entry, variablesIn(options)))
  }
  warnOfSecrets(flags, scope, io)
  const needed = changes.filter(({ before, after }) => before !== after)
  for (const { client, file } of changes.filter(change => !needed.includes(change)))
    io.stdout.write(`${client.title} has "${name}" like this already: ${file}\n`)
  if (flags.dryRun) for (const change of needed) show(change, io)
  else await carryOut(needed, name, io)
  if (!flags.dryRun) io.stdout.write('Start the client anew, so that it reads its configuration.\n')
}
