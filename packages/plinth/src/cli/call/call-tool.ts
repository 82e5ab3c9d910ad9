import type { CallToolResult, Client, Tool } from '@modelcontextprotocol/client'
import { didYouMean } from '../../config/suggest.ts'
import { withClient } from '../client.ts'
import type { ClientFlags } from '../client-options.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { resolveTarget } from '../target.ts'
import { ASKABLE, answerQuestions } from './answer-questions.ts'
import { argumentsIn } from './arguments-in.ts'
import type { JsonSchema } from './json-schema.ts'
import { type ProgressBar, progressBar } from './progress-bar.ts'
import { interruptible } from './request.ts'
import { showResult } from './show-result.ts'

export interface CallFlags extends ClientFlags {
  /** The arguments as a JSON object; `-` reads it from the input. */
  readonly json?: string
  /** Answers to what the tool asks, as `key=value`. */
  readonly answer?: readonly string[]
  readonly raw?: boolean
  /** Seconds. */
  readonly timeout?: number
}

const findTool = async (client: Client, name: string): Promise<Tool> => {
  const { tools } = client.getServerCapabilities()?.tools ? await client.listTools() : { tools: [] }
  const found = tools.find(tool => tool.name === name)
  if (found) return found
  const names = tools.map(tool => tool.name)
  const known = names.length > 0 ? `It has ${names.slice(0, 20).join(', ')}.` : 'It has no tools.'
  throw new CliError(`The server has no tool "${name}".${didYouMean(name, names)} ${known}`, {
    exitCode: EXIT.usage,
  })
}

const carryOut = async (
  client: Client,
  name: string,
  pairs: readonly string[],
  flags: CallFlags,
  bar: ProgressBar,
  io: Io,
): Promise<CallToolResult> => {
  const tool = await findTool(client, name)
  const args = await argumentsIn(pairs, flags.json, tool.inputSchema as JsonSchema, io)
  return interruptible(io, flags.timeout, options =>
    client.callTool({ name, arguments: args }, { ...options, onprogress: progress => bar.show(progress) }),
  )
}

/** Calls a tool of a target, and prints what it answered. */
export const callTool = async (
  target: string | undefined,
  name: string,
  pairs: readonly string[],
  flags: CallFlags,
  io: Io,
): Promise<void> => {
  const bar = progressBar(io.stderr)
  const prepare = (client: Client) => answerQuestions(client, flags.answer ?? [], io, bar.clear)
  const options = { ...flags, capabilities: ASKABLE, prepare }
  try {
    const result = await withClient(resolveTarget(target, io), io, options, client =>
      carryOut(client, name, pairs, flags, bar, io),
    )
    bar.clear()
    showResult(result, io, flags)
  } finally {
    bar.clear()
  }
}
