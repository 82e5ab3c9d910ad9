import { Command, CommanderError } from 'commander'
import { commands } from './commands/index.ts'
import { CliError, EXIT, type ExitCode } from './exit-codes.ts'
import type { Io } from './io.ts'
import { stylesFor } from './style.ts'
import { packageVersion } from './version.ts'

export { processIo } from './io.ts'

/** Both ends of the arguments: those of the command, and the command line of a server after `--`. */
const split = (args: readonly string[]): { own: readonly string[]; commandLine?: readonly string[] } => {
  const at = args.indexOf('--')
  return at < 0 ? { own: args } : { own: args.slice(0, at), commandLine: args.slice(at + 1) }
}

const createProgram = (io: Io): Command => {
  const program = new Command('plinth')
    .description('Runs MCP servers, and talks to them.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(stylesFor(io.stderr, io.env).red(text)),
    })
    .addHelpText('after', '\nA command says more of itself: plinth list --help')
  for (const add of commands) add(program, io)
  for (const command of program.commands) command.showHelpAfterError(`See "plinth ${command.name()} --help".`)
  return program.showHelpAfterError('See "plinth --help".')
}

/**
 * Carries out one command.
 *
 * @param args what stands after the program's name
 * @returns the exit code
 */
export const main = async (args: readonly string[], given: Omit<Io, 'setExitCode'>): Promise<ExitCode> => {
  let code: ExitCode = EXIT.ok
  const { own, commandLine } = split(args)
  const io: Io = {
    ...given,
    ...(commandLine ? { commandLine } : {}),
    setExitCode(next) {
      code = next
    },
  }
  const program = createProgram(io)
  try {
    if (own.length === 0) program.outputHelp()
    else await program.parseAsync(own, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (!(error instanceof CliError)) throw error
    io.stderr.write(`${stylesFor(io.stderr, io.env).red('error:')} ${error.message}\n`)
    return error.exitCode
  }
}
