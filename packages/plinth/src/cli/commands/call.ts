import { type Command, InvalidArgumentError } from 'commander'
import type { CallFlags } from '../call/call-flags.ts'
import { withClientOptions } from '../client-options.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { wordsApart } from './words-apart.ts'

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

const seconds = (text: string): number => {
  const value = Number(text)
  if (value > 0 && value <= 86_400) return value
  throw new InvalidArgumentError('It is a number of seconds, up to 86400.')
}

export const withCallOptions = (command: Command): Command =>
  withClientOptions(command)
    .option('--answer <key=value>', 'an answer, should the server ask for it; may be repeated', collect)
    .option('--timeout <seconds>', 'how long to wait without hearing of progress (default: 600)', seconds)
    .option('--raw', 'print all of the result, as JSON')

export const call = (program: Command, io: Io): void => {
  const command = program
    .command('call')
    .summary('call a tool')
    .description(
      'Calls a tool. Arguments are read as the schema of the tool wants them: a.b=1 is a part of an object, a key that is repeated a list.',
    )
    .usage('[options] [target] <tool> [key=value...]')
    .argument('[words...]', 'the target (default: this folder), the tool, and its arguments')
    .option('--json <object>', 'the arguments in JSON; - reads them from the input')
  withCallOptions(command)
    .option('--detach', 'if the server, a URL, makes a task of it, print the id and do not wait')
    .addHelpText(
      'after',
      `
Examples:
  plinth call server.ts forecast city=Oslo days=2
  plinth call forecast city=Oslo
  plinth call http://127.0.0.1:8080/mcp forecast --json '{"city":"Oslo"}'
  plinth call forecast city=Oslo -- python server.py`,
    )
    .action(async (words: readonly string[], flags: CallFlags) => {
      const { target, name, rest } = wordsApart(words, io, 'tool')
      const { callTool } = await import('../call/call-tool.ts')
      await callTool(target, name, rest, flags, io)
    })
}

export const read = (program: Command, io: Io): void => {
  const command = program
    .command('read')
    .summary('read a resource')
    .description('Prints a resource.')
    .usage('[options] [target] <uri>')
    .argument('[words...]', 'the target (default: this folder), and the URI of the resource')
  withCallOptions(command)
    .addHelpText('after', '\nExample:\n  plinth read server.ts notes://all')
    .action(async (words: readonly string[], flags: CallFlags) => {
      const { target, name, rest } = wordsApart(words, io, 'resource')
      if (rest.length > 0)
        throw new CliError(`One resource at a time: "${rest[0]}" is too many`, { exitCode: EXIT.usage })
      const { readResource } = await import('../call/read-resource.ts')
      await readResource(target, name, flags, io)
    })
}

export const prompt = (program: Command, io: Io): void => {
  const command = program
    .command('prompt')
    .summary('get a prompt')
    .description('Prints the messages of a prompt.')
    .usage('[options] [target] <prompt> [key=value...]')
    .argument('[words...]', 'the target (default: this folder), the prompt, and its arguments')
    .option('--json <object>', 'the arguments in JSON; - reads them from the input')
  withCallOptions(command)
    .addHelpText('after', '\nExample:\n  plinth prompt server.ts review diff="$(git diff)"')
    .action(async (words: readonly string[], flags: CallFlags) => {
      const { target, name, rest } = wordsApart(words, io, 'prompt')
      const { getPrompt } = await import('../call/get-prompt.ts')
      await getPrompt(target, name, rest, flags, io)
    })
}
