import { text } from 'node:stream/consumers'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { JsonSchema } from './json-schema.ts'
import { readArguments } from './read-arguments.ts'

type Fields = Readonly<Record<string, unknown>>

const wrong = (message: string, cause?: unknown): CliError =>
  new CliError(message, { exitCode: EXIT.usage, ...(cause === undefined ? {} : { cause }) })

const parse = (json: string, where: string): Fields => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw wrong(`${where} is no JSON: ${(cause as Error).message}`, cause)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw wrong(`${where} is no object: write the arguments as {"city":"Oslo"}`)
}

/**
 * The arguments of a call: those in JSON, from the command line or with `-` from the input, and over them those that
 * are typed as `key=value`.
 *
 * @throws CliError when they cannot be read
 */
export const argumentsIn = async (
  pairs: readonly string[],
  json: string | undefined,
  schema: JsonSchema,
  io: Io,
): Promise<Fields> => {
  const typed = readArguments(pairs, schema)
  if (json === undefined) return typed
  const given = json === '-' ? parse(await text(io.stdin), 'What came from the input') : parse(json, '--json')
  return { ...given, ...typed }
}
