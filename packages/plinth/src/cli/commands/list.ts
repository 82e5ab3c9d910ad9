import type { Command } from 'commander'
import { type ClientFlags, withClientOptions, withTarget } from '../client-options.ts'
import type { Io } from '../io.ts'

interface ListFlags extends ClientFlags {
  readonly json?: boolean
}

export const list = (program: Command, io: Io): void => {
  const command = program
    .command('list')
    .summary('list what a server offers')
    .description('Lists the tools, resources and prompts of a server.')
  withClientOptions(withTarget(command))
    .option('--json', 'print JSON, with everything that the server says of them')
    .addHelpText(
      'after',
      '\nExamples:\n  plinth list server.ts\n  plinth list http://127.0.0.1:8080/mcp --json',
    )
    .action(async (target: string | undefined, flags: ListFlags) => {
      const { listTarget } = await import('../list-target.ts')
      await listTarget(target, flags, io)
    })
}
