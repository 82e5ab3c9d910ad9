import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { loadPrompts } from '../prompts.ts'
import { CLIENTS, type ClientKind, findClient, type Machine } from './clients.ts'
import { isInstalled } from './installed.ts'

/** Asks on the terminal which clients are meant; those that are on this machine come first. */
export const askForClients = async (machine: Machine, io: Io): Promise<readonly ClientKind[]> => {
  const { prompts, streams } = await loadPrompts(io.stdin, io.stderr)
  const found = CLIENTS.filter(client => isInstalled(client, machine))
  const others = CLIENTS.filter(client => !found.includes(client))
  const answer = await prompts.multiselect({
    message: 'Which clients are to know the server?',
    options: [
      ...found.map(({ id, title }) => ({ value: id, label: title, hint: 'found on this machine' })),
      ...others.map(({ id, title }) => ({ value: id, label: title })),
    ],
    ...streams,
  })
  if (prompts.isCancel(answer)) throw new CliError('Nothing was changed', { exitCode: EXIT.interrupted })
  return answer.map(id => findClient(id)).filter(client => client !== undefined)
}
