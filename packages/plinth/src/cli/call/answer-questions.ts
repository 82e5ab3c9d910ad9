import type { Client, ElicitRequestParams, ElicitResult } from '@modelcontextprotocol/client'
import { EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { oneLine, printable } from '../printable.ts'
import { askForm, type Form } from './ask-form.ts'
import type { JsonSchema } from './json-schema.ts'
import { readArguments } from './read-arguments.ts'

/** What the client of a call can do: it can be asked. */
export const ASKABLE = { elicitation: { form: {}, url: {} } } as const

const isTerminal = ({ stdin, stderr }: Io): boolean => stdin.isTTY === true && stderr.isTTY === true

const refuse = (message: string, io: Io, mend: string): ElicitResult => {
  io.setExitCode(EXIT.failed)
  io.stderr.write(`The server asked: ${printable(message)}\nThere is no terminal to answer in. ${mend}\n`)
  return { action: 'cancel' }
}

const answerForm = async (
  params: ElicitRequestParams,
  given: readonly string[],
  io: Io,
): Promise<ElicitResult> => {
  const schema = ('requestedSchema' in params ? params.requestedSchema : {}) as Form & JsonSchema
  if (given.length > 0) {
    const known = given.filter(pair => Object.hasOwn(schema.properties ?? {}, pair.split('=', 1)[0] ?? ''))
    if (known.length > 0) return { action: 'accept', content: readArguments(known, schema) as never }
  }
  if (!isTerminal(io)) {
    const fields = Object.keys(schema.properties ?? {}).map(name => `--answer ${oneLine(name)}=...`)
    return refuse(params.message, io, `Answer beforehand: ${fields.join(' ')}`)
  }
  const content = await askForm(params.message, schema, { input: io.stdin, output: io.stderr })
  return content ? { action: 'accept', content } : { action: 'cancel' }
}

const answerUrl = async (message: string, url: string, io: Io): Promise<ElicitResult> => {
  const told = `${message}\nOpen ${url}`
  if (!isTerminal(io)) return refuse(told, io, 'Call the tool in a terminal.')
  const agreed = await askForm(told, {}, { input: io.stdin, output: io.stderr })
  return { action: agreed ? 'accept' : 'decline' }
}

/**
 * Answers what a server asks: with what was given beforehand, else in the terminal; where there is none the question is
 * cancelled, and the command fails.
 *
 * @param given answers as `key=value`
 */
export const answerQuestion = (
  params: ElicitRequestParams,
  given: readonly string[],
  io: Io,
): Promise<ElicitResult> =>
  params.mode === 'url' ? answerUrl(params.message, params.url, io) : answerForm(params, given, io)

/**
 * Lets a client answer what servers ask, with `answerQuestion`.
 *
 * @param given answers as `key=value`
 * @param onAsk called before something is written to the terminal
 */
export const answerQuestions = (
  client: Client,
  given: readonly string[],
  io: Io,
  onAsk: () => void,
): void => {
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    onAsk()
    return answerQuestion(params, given, io)
  })
}
