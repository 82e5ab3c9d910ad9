import type { Command } from 'commander'
import type { Io } from '../io.ts'

interface RunFlags {
  readonly transport?: string
  readonly host?: string
  readonly port?: string
}

export const run = (program: Command, io: Io): void => {
  program
    .command('run')
    .summary('serve a server')
    .description(
      'Serves what a file exports: a Plinth, a function "make", or tools. A file that runs itself may be given too.',
    )
    .argument('[target]', 'a file, a folder or an installed package (default: this folder)')
    .option('-t, --transport <stdio|http>', 'how clients reach it (default: the configuration, else stdio)')
    .option('--host <address>', 'the address to listen on, over HTTP')
    .option('-p, --port <number>', 'the port to listen on, over HTTP')
    .addHelpText('after', '\nExample:\n  plinth run server.ts --transport http --port 9000')
    .action(async (target: string | undefined, flags: RunFlags) => {
      const { runTarget } = await import('../run-target.ts')
      await runTarget(target, flags, io)
    })
}
