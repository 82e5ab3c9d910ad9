import type { Client } from '@modelcontextprotocol/client'
import { didYouMean } from '../../config/suggest.ts'
import { withClient } from '../client.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { stylesFor } from '../style.ts'
import { resolveTarget } from '../target.ts'
import { ASKABLE, answerQuestions } from './answer-questions.ts'
import { argumentsIn } from './arguments-in.ts'
import type { CallFlags } from './call-flags.ts'
import type { JsonSchema } from './json-schema.ts'
import { interruptible } from './request.ts'
import { contentText } from './show-content.ts'
import { writeText } from './show-result.ts'

/** The arguments of a prompt are texts. */
const schemaOf = async (client: Client, name: string): Promise<JsonSchema> => {
  const { prompts } = client.getServerCapabilities()?.prompts ? await client.listPrompts() : { prompts: [] }
  const found = prompts.find(prompt => prompt.name === name)
  if (!found) {
    const names = prompts.map(prompt => prompt.name)
    const known = names.length > 0 ? `It has ${names.slice(0, 20).join(', ')}.` : 'It has none.'
    throw new CliError(`The server has no prompt "${name}".${didYouMean(name, names)} ${known}`, {
      exitCode: EXIT.usage,
    })
  }
  const properties = Object.fromEntries((found.arguments ?? []).map(each => [each.name, { type: 'string' }]))
  return { type: 'object', properties, additionalProperties: false }
}

/** Prints the messages of a prompt. */
export const getPrompt = async (
  target: string | undefined,
  name: string,
  pairs: readonly string[],
  flags: CallFlags,
  io: Io,
): Promise<void> => {
  const prepare = (client: Client) => answerQuestions(client, flags.answer ?? [], io, () => {})
  const result = await withClient(
    resolveTarget(target, io),
    io,
    { ...flags, capabilities: ASKABLE, prepare },
    async client => {
      const args = await argumentsIn(pairs, flags.json, await schemaOf(client, name), io)
      return interruptible(io, flags.timeout, options =>
        client.getPrompt({ name, arguments: args as Record<string, string> }, options),
      )
    },
  )
  const { bold } = stylesFor(io.stdout, io.env)
  if (flags.raw) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else
    for (const { role, content } of result.messages) {
      io.stdout.write(`${bold(`${role}:`)}\n`)
      writeText(io, contentText(content))
    }
}
