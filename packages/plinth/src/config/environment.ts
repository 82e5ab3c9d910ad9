import { parseEnv } from 'node:util'

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Variables that are set: without white space around them, and without those that are empty. */
export const setVariables = (environment: Environment): ReadonlyMap<string, string> => {
  const variables = new Map<string, string>()
  for (const [name, value] of Object.entries(environment)) {
    const trimmed = value?.trim()
    if (trimmed) variables.set(name, trimmed)
  }
  return variables
}

/** The variables in the text of a `.env` file. */
export const parseDotenv = (content: string): ReadonlyMap<string, string> => setVariables(parseEnv(content))
