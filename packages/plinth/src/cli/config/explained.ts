import { ConfigError } from '../../config/index.ts'
import { CliError } from '../exit-codes.ts'

/** Loads a configuration; what is wrong with it is told to whoever typed the command. */
export const explained = <T>(load: () => T): T => {
  try {
    return load()
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    throw new CliError(cause.message, { cause })
  }
}
