import type { Command } from 'commander'
import type { DevFlags } from '../dev/flags.ts'
import type { Io } from '../io.ts'

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

export const dev = (program: Command, io: Io): void => {
  program
    .command('dev')
    .summary('serve a server, and start it again when a file changes')
    .description(
      'Serves as "plinth run" does, and starts again when a source file changes. A client on stdio stays connected: it hears that lists changed. A file with an error in it is told of, and waited for.',
    )
    .argument(
      '[target]',
      'a file, a folder or a package (default: this folder); or a command line after "--"',
    )
    .option(
      '-t, --transport <stdio|http>',
      'how clients reach it (default: the configuration, else http at a terminal)',
    )
    .option('--host <address>', 'the address to listen on, over HTTP')
    .option('-p, --port <number>', 'the port to listen on, over HTTP')
    .option('-w, --watch <folder>', 'a further folder to watch; may be repeated', collect)
    .option('--inspect', 'open the official inspector; npx fetches it')
    .addHelpText(
      'after',
      '\nExamples:\n  plinth dev server.ts\n  plinth dev --inspect\n  plinth dev -- python server.py',
    )
    .action(async (target: string | undefined, flags: DevFlags) => {
      const { devTarget } = await import('../dev/dev-target.ts')
      await devTarget(target, flags, io)
    })
}
