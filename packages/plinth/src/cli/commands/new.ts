import { type Command, Option } from 'commander'
import type { Io } from '../io.ts'
import type { NewFlags } from '../new/flags.ts'

const EXAMPLES = `
Examples:
  plinth new
  plinth new weather --transport http --tools forecast,find_city --docker --install
  plinth new weather --yes`

export const newCommand = (program: Command, io: Io): void => {
  program
    .command('new')
    .summary('write a new server, with a tool and its test')
    .description('Writes a new project into a folder. On a terminal it asks for what is not said.')
    .argument('[name]', 'name of the server, and of its folder; "." for this one')
    .addOption(new Option('-t, --transport <transport>', 'how clients reach it').choices(['stdio', 'http']))
    .option('--tools <names>', 'names of its tools, with commas between them')
    .option('--tests', 'with a test for each tool')
    .option('--no-tests', 'without tests')
    .option('--docker', 'with a Dockerfile')
    .option('--no-docker', 'without')
    .option('--install', 'run npm install in it')
    .option('--no-install', 'do not')
    .option('-y, --yes', 'ask nothing: stdio, one tool with its test, no Dockerfile, unless said otherwise')
    .option('--plinth <source>', 'where it gets plinth from: a version, or file: with the path of a tarball')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, flags: NewFlags) => {
      const { newProject } = await import('../new/new-project.ts')
      await newProject(name, flags, io)
    })
}
