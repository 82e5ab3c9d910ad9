import type { Command } from 'commander'
import { withClientOptions } from '../client-options.ts'
import type { ConfigFlags } from '../config/print-config.ts'
import type { Io } from '../io.ts'

export const config = (program: Command, io: Io): void => {
  const command = program
    .command('config')
    .summary('show the configuration, and where each value came from')
    .description(
      'Shows the configuration that a server would have if it were started here, or of a URL the one that it has. Secrets are left out.',
    )
    .argument(
      '[target]',
      'a file, a folder, a package, or a URL (default: this folder; where it has no server, the settings of the platform)',
    )
  withClientOptions(command)
    .option('--changed', 'leave out what has its default')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  plinth config --changed\n  plinth config server.ts\n  plinth config http://127.0.0.1:8080/mcp',
    )
    .action(async (target: string | undefined, flags: ConfigFlags) => {
      const { printConfig } = await import('../config/print-config.ts')
      await printConfig(target, flags, io)
    })
  program
    .command('config-of-module <file>', { hidden: true })
    .description('What "plinth config" starts to load a file apart.')
    .action(async (file: string) => {
      const { sendConfig } = await import('../config/send-config.ts')
      await sendConfig(file)
    })
}
