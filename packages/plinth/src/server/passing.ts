import process from 'node:process'

/**
 * The variable that the command line sets for servers that it starts to ask them something. Such a server ends with the
 * command, in an environment that may be that of one in production: what that keeps is none of its business.
 */
export const PASSING_VARIABLE = 'PLINTH_PASSING_SERVER'

/** Whether this process serves one command, and ends with it. */
export const isPassing = (env: Readonly<Record<string, string | undefined>> = process.env): boolean =>
  env[PASSING_VARIABLE] === '1'
