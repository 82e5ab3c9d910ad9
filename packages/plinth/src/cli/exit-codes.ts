/** What the command's exit codes mean; docs/command-line.md has the same table. */
export const EXIT = {
  ok: 0,
  /** It ran, and did not succeed: the tool answered with an error, a check found something. */
  failed: 1,
  /** The command was written wrongly: an unknown option, arguments that do not fit. */
  usage: 2,
  /** There is no server to talk to: it was not found, did not start, or could not be reached. */
  noServer: 3,
  /** Something has to be installed first. */
  missing: 4,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

interface CliErrorOptions extends ErrorOptions {
  /** Default 1, which is that it failed. */
  readonly exitCode?: ExitCode
}

/** What ends a command, told to whoever typed it: no stack is shown. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  /** @param message what went wrong, and what to do about it */
  constructor(message: string, { exitCode = EXIT.failed, ...options }: CliErrorOptions = {}) {
    super(message, options)
    this.exitCode = exitCode
  }
}
