import { CliError, EXIT } from '../exit-codes.ts'
import { describeTarget, type Target } from '../target.ts'

/**
 * @param what the part of the command line that wants a server which outlives it
 * @throws CliError when the server of a target is started for this command, and ends with it
 */
export const demandLasting = (target: Target, what: string): void => {
  if (target.kind === 'url') return
  throw new CliError(
    `${what} is for a server that runs already: one that is started for this command ends with it, and its tasks too. Start ${describeTarget(target)} over HTTP, and give its URL, for example http://127.0.0.1:8080/mcp`,
    { exitCode: EXIT.usage },
  )
}
