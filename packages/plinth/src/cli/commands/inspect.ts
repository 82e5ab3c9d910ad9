import type { Command } from 'commander'
import { type ClientFlags, withClientOptions, withTarget } from '../client-options.ts'
import type { Io } from '../io.ts'

export const inspect = (program: Command, io: Io): void => {
  const command = program
    .command('inspect')
    .summary('show everything that a server says of itself')
    .description(
      'Shows who a server is, which revisions it speaks, what it can do, and each tool with its arguments and its size.',
    )
  withClientOptions(withTarget(command))
    .option('--json', 'print JSON, with the schemas')
    .addHelpText(
      'after',
      '\nExamples:\n  plinth inspect server.ts\n  plinth inspect --json -- python server.py',
    )
    .action(async (target: string | undefined, flags: ClientFlags & { readonly json?: boolean }) => {
      const { inspectTarget } = await import('../inspect/inspect-target.ts')
      await inspectTarget(target, flags, io)
    })
}
