import { type Command, InvalidArgumentError } from 'commander'

/** How a command talks to a server. */
export interface ClientFlags {
  readonly header?: Readonly<Record<string, string>>
  readonly token?: string
  readonly revision?: string
  readonly verbose?: boolean
}

export const REVISIONS = ['2026-07-28', '2025-11-25'] as const

const collectHeader = (text: string, before: Readonly<Record<string, string>> = {}) => {
  const at = text.indexOf(':')
  if (at < 1) throw new InvalidArgumentError('Write it as --header "Name: value".')
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() }
}

const oneOfRevisions = (text: string): string => {
  if ((REVISIONS as readonly string[]).includes(text)) return text
  throw new InvalidArgumentError(`It is one of ${REVISIONS.join(', ')}.`)
}

/** Adds the target, and what is needed to talk to it. */
export const withTarget = (command: Command): Command =>
  command.argument(
    '[target]',
    'a URL, a file, a folder or an installed package (default: this folder); or a command line after "--"',
  )

export const withClientOptions = (command: Command): Command =>
  command
    .option(
      '-H, --header <name: value>',
      'a header for every request to a URL; may be repeated',
      collectHeader,
    )
    .option('--token <token>', 'a bearer token for a URL (better: the environment variable PLINTH_TOKEN)')
    .option('--revision <date>', `speak this revision only: ${REVISIONS.join(' or ')}`, oneOfRevisions)
    .option('-v, --verbose', 'show what the server logs')
