import { type Command, Option } from 'commander'
import { withTarget } from '../client-options.ts'
import { CLIENT_IDS } from '../install/clients.ts'
import { collectClient, collectHeader, collectVariable, type InstallFlags } from '../install/flags.ts'
import type { Io } from '../io.ts'

const EXAMPLES = `
Examples:
  plinth install --client claude-desktop --client cursor
  plinth install src/server.ts --client vscode --scope project --env WEATHER_KEY --dry-run
  plinth install http://127.0.0.1:8080/mcp --name weather --client claude-code --bearer MCP_SERVER_TOKEN
  plinth install --remove --name weather --client claude-code`

export const install = (program: Command, io: Io): void => {
  const command = program
    .command('install')
    .summary('tell a client of a server')
    .description(
      'Writes a server into the configuration of MCP clients. Everything else in it stays as it is; what was there before is kept beside it.',
    )
  withTarget(command)
    .option(`-c, --client <client>`, `which client: ${CLIENT_IDS}; may be repeated`, collectClient)
    .addOption(
      new Option('-s, --scope <scope>', 'for you everywhere, or for this folder')
        .choices(['user', 'project'])
        .default('user'),
    )
    .option('-n, --name <name>', 'what the client calls it (default: the name of its package, or its host)')
    .option(
      '-e, --env <name[=value]>',
      'a variable for a server that the client starts; without a value the client takes or asks for its own; may be repeated',
      collectVariable,
    )
    .option('-H, --header <name: value>', 'a header for a URL; may be repeated', collectHeader)
    .option('--bearer <variable>', 'a bearer token for a URL, by the name of the variable that has it')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .option('--remove', 'take the server out again')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string | undefined, flags: InstallFlags) => {
      const { installTarget } = await import('../install/install-target.ts')
      await installTarget(target, flags, io)
    })
}
