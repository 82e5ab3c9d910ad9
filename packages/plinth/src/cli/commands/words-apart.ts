import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { isModuleFile } from '../target.ts'

/** What was typed after the name of a command that is about one tool, resource, prompt or task. */
export interface Words {
  /** Undefined where none was named: this folder, or the command line after `--`. */
  readonly target: string | undefined
  /** The tool, the prompt, or the URI of the resource, the id of the task. */
  readonly name: string
  readonly rest: readonly string[]
}

type What = 'tool' | 'resource' | 'prompt' | 'task'

const isUrl = (word: string): boolean => /^https?:\/\//i.test(word)

/** Whether a word that stands alone can only be a server: names have no slashes, and URIs a scheme. */
const mustBeTarget = (word: string, what: What): boolean => {
  if (isUrl(word) || word === '.' || word === '..') return true
  return what === 'resource' ? !/^[a-z][a-z0-9+.-]*:/i.test(word) : /[\\/]/.test(word) || isModuleFile(word)
}

/** An argument, `key=value`, comes after the name: no name of a tool or a prompt has a "=". */
const isTargetLeftOut = (words: readonly string[], what: What): boolean =>
  words.length === 1 || ((what === 'tool' || what === 'prompt') && words[1]?.includes('=') === true)

/**
 * Takes the words of a command apart: the target, which may be left out for the server of this folder, and stands last
 * where it is a command line after `--`; the name; and the rest.
 *
 * @throws CliError when there is no name
 */
export const wordsApart = (
  words: readonly string[],
  { commandLine }: Pick<Io, 'commandLine'>,
  what: What,
): Words => {
  const [first, second] = words
  const usage = (message: string) => new CliError(message, { exitCode: EXIT.usage })
  if (first === undefined)
    throw usage(commandLine ? `Say which ${what}, before the "--"` : `Say which ${what}: see --help`)
  if (commandLine) return { target: undefined, name: first, rest: words.slice(1) }
  if (!isTargetLeftOut(words, what)) return { target: first, name: second ?? '', rest: words.slice(2) }
  if (mustBeTarget(first, what)) throw usage(`Say which ${what} of ${first}: see --help`)
  return { target: undefined, name: first, rest: words.slice(1) }
}
