import { readFileSync } from 'node:fs'
import { type NamedToken, staticTokens, type TokenHolder } from '../auth/static-tokens.ts'
import { ConfigError } from '../config/index.ts'
import { didYouMean } from '../config/suggest.ts'
import { parseYaml } from '../config/yaml.ts'

const KEYS = ['name', 'token', 'sha256', 'scopes', 'roles', 'tenant']

type Item = Readonly<Record<string, unknown>>

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textIn = (item: Item, key: string): string | undefined => {
  const value = item[key]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new TypeError(`has a ${key} that is no text: put it in quotes`)
  return value
}

const textsIn = (item: Item, key: string): readonly string[] | undefined => {
  const value = item[key]
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || !value.every(each => typeof each === 'string'))
    throw new TypeError(`has ${key} that are no list of texts: write ${key}: [one, another]`)
  return value
}

const tokenIn = (item: unknown): NamedToken => {
  if (!isItem(item)) throw new TypeError('is no mapping: write "- name: ...", and below it token and scopes')
  const unknown = Object.keys(item).find(key => !KEYS.includes(key))
  // A word that is out of place may be a token.
  if (unknown !== undefined)
    throw new TypeError(`may have ${KEYS.join(', ')}, and nothing else.${didYouMean(unknown, KEYS)}`)
  const name = textIn(item, 'name')
  if (name === undefined) throw new TypeError('has no name')
  const roles = textsIn(item, 'roles')
  const tenant = textIn(item, 'tenant')
  const holder: TokenHolder = {
    name,
    scopes: textsIn(item, 'scopes') ?? [],
    ...(roles === undefined ? {} : { roles }),
    ...(tenant === undefined ? {} : { tenant }),
  }
  const [token, sha256] = [textIn(item, 'token'), textIn(item, 'sha256')]
  if (token !== undefined && sha256 === undefined) return { ...holder, token }
  if (sha256 !== undefined && token === undefined) return { ...holder, sha256 }
  throw new TypeError('needs either token or sha256')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const wrongWith = (tokens: readonly NamedToken[]): string | undefined => {
  try {
    staticTokens(tokens)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * Reads a list of named tokens: YAML or JSON, the list itself or under `tokens`.
 *
 * @param readFile default: from the disk
 * @throws ConfigError with all that is wrong with it, without a word of any token
 */
export const readTokensFile = (
  path: string,
  readFile = (name: string) => readFileSync(name, 'utf8'),
): readonly NamedToken[] => {
  const fail = (messages: readonly string[]): never => {
    throw new ConfigError(
      messages.map(message => ({ name: 'auth.tokensFile', message: `${path}${message}` })),
    )
  }
  const read = (): string => {
    try {
      return readFile(path)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'it is not readable'
      return fail([
        ` cannot be read as the list of tokens (${code}): check MCP_AUTH_TOKENS_FILE and permissions`,
      ])
    }
  }
  const parsed = parseYaml(read())
  if ('problem' in parsed) return fail([` is neither YAML nor JSON: ${parsed.problem}`])
  const list = isItem(parsed.value) ? parsed.value.tokens : parsed.value
  if (!Array.isArray(list)) return fail([' must hold a list of tokens, such as "- name: ci"'])
  const problems: string[] = []
  const tokens = list.flatMap((item: unknown, index) => {
    const place = `: entry ${index + 1}`
    try {
      const token = tokenIn(item)
      const wrong = wrongWith([token])
      if (wrong !== undefined) problems.push(`${place}: ${wrong}`)
      return wrong === undefined ? [token] : []
    } catch (error) {
      problems.push(`${place} ${messageOf(error)}`)
      return []
    }
  })
  const together = tokens.length > 0 || problems.length === 0 ? wrongWith(tokens) : undefined
  if (together !== undefined) problems.push(`: ${together}`)
  return problems.length > 0 ? fail(problems) : tokens
}
