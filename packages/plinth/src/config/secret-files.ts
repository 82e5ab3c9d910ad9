import type { ConfigProblem } from './config-error.ts'
import type { Entry } from './setting.ts'

/** What is behind the name of a variable whose value is the path of a file: `MCP_SERVER_TOKEN_FILE`. */
const SUFFIX = '_FILE'

/** A secret that was read from a file, and the variable that named it. */
export interface SecretFile {
  readonly raw: string
  readonly variable: string
}

export interface SecretFiles {
  /** By the variable in whose place the file stands. */
  readonly values: ReadonlyMap<string, SecretFile>
  readonly problems: readonly ConfigProblem[]
}

/** The variables that name files with secrets: one for each variable of a secret that is no setting by itself. */
export const secretFileVariables = (entries: readonly Entry[]): readonly string[] => {
  const taken = new Set(entries.flatMap(({ names }) => names))
  return entries
    .flatMap(({ names, setting }) => (setting.secret ? names.map(name => `${name}${SUFFIX}`) : []))
    .filter(variable => !taken.has(variable))
}

/**
 * Reads secrets from files, as containers are given them: `MCP_SERVER_TOKEN_FILE=/run/secrets/server-token`. White space
 * around a secret does not belong to it.
 *
 * @param read reads a file; undefined when it could not be read, which is reported elsewhere
 */
export const readSecretFiles = (
  entries: readonly Entry[],
  env: ReadonlyMap<string, string>,
  read: (path: string, what: string) => string | undefined,
): SecretFiles => {
  const values = new Map<string, SecretFile>()
  const problems: ConfigProblem[] = []
  for (const variable of secretFileVariables(entries)) {
    const path = env.get(variable)
    if (path === undefined) continue
    const name = variable.slice(0, -SUFFIX.length)
    if (env.has(name)) {
      problems.push({ name: variable, message: `${variable} and ${name} are both set: unset one of them` })
      continue
    }
    const raw = read(path, `the secret that ${variable} names`)?.trim()
    if (raw === undefined) continue
    if (raw === '')
      problems.push({
        name: variable,
        message: `${path}, which ${variable} names, is empty: put the secret into it`,
      })
    else values.set(name, { raw, variable })
  }
  return { values, problems }
}
