import { Command } from 'commander'
import { commands } from '../../packages/plinth/src/cli/commands/index.ts'
import { processIo } from '../../packages/plinth/src/cli/io.ts'

/** Looks for commands and options that `plinth` does not have. */
export const createPlinthCheck = () => {
  const program = new Command('plinth').version('0').helpOption('-h, --help')
  for (const add of commands) add(program, { ...processIo(), setExitCode: () => {} })

  return (words: readonly string[]): string | undefined => {
    const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
    const [name = ''] = own
    if (name === '' || name === 'help' || name.startsWith('-')) return undefined
    const command = program.commands.find(each => each.name() === name)
    if (command === undefined) return `plinth has no command "${name}"`
    const unknown = own
      .slice(1)
      .filter(word => /^--?[a-z]/i.test(word))
      .map(word => word.replace(/=.*/, ''))
      .find(
        word =>
          !command.options.some(option => [option.short, option.long].includes(word)) &&
          !['-h', '--help'].includes(word),
      )
    return unknown === undefined ? undefined : `plinth ${name} has no option ${unknown}`
  }
}
