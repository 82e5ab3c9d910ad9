import type { Command } from 'commander'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { TaskFlags } from '../tasks/come-back.ts'
import { withCallOptions } from './call.ts'
import { wordsApart } from './words-apart.ts'

export const task = (program: Command, io: Io): void => {
  const command = program
    .command('task')
    .summary('come back to a task')
    .description(
      'Waits for a task that a server made of a call, and prints its result. Ctrl-C cancels the task; --no-wait leaves it alone.',
    )
    .usage('[options] [target] <id>')
    .argument('[words...]', 'the target (default: this folder), and the id of the task')
    .option('--id <id>', 'the id, where it begins with a dash')
    .option('--no-wait', 'only say how it stands')
    .option('--cancel', 'end it')
  withCallOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  plinth task http://127.0.0.1:8080/mcp 4Zk0mT
  plinth task http://127.0.0.1:8080/mcp 4Zk0mT --cancel`,
    )
    .action(async (words: readonly string[], { id, ...flags }: TaskFlags & { readonly id?: string }) => {
      const { target, name, rest } =
        id === undefined
          ? wordsApart(words, io, 'task')
          : { target: words[0], name: id, rest: words.slice(1) }
      if (rest.length > 0)
        throw new CliError(`One task at a time: "${rest[0]}" is too many`, { exitCode: EXIT.usage })
      const { comeBack } = await import('../tasks/come-back.ts')
      await comeBack(target, name, flags, io)
    })
}
