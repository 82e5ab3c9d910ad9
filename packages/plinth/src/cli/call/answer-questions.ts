import type { Client, ElicitRequestParams, ElicitResult } from '@modelcontextprotocol/client'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { oneLine, printable } from '../printable.ts'
import { askForm, type Form } from './ask-form.ts'
import type { JsonSchema } from './json-schema.ts'
import { readArguments } from './read-arguments.ts'

/** What the client of a call can do: it can be asked. */
export const ASKABLE = { elicitation: { form: {}, url: {} } } as const

const isTerminal = ({ stdin, stderr }: Io): boolean => stdin.isTTY === true && stderr.isTTY === true

/** What becomes of a question that nobody is there to answer. */
export type Unanswered = (told: string, io: Io) => ElicitResult

/** The question is cancelled, and the command fails. */
const cancelled: Unanswered = (told, io) => {
  io.setExitCode(EXIT.failed)
  io.stderr.write(`${told}\n`)
  return { action: 'cancel' }
}

/** The question stays open, for whoever asks after it next. */
export const leftOpen: Unanswered = told => {
  throw new CliError(`${told}\nThe task waits for its answer`)
}

const tellOf = (message: string, mend: string): string =>
  `The server asked: ${printable(message)}\nThere is no terminal to answer in. ${mend}`

const answerForm = async (
  params: ElicitRequestParams,
  given: readonly string[],
  io: Io,
  unanswered: Unanswered,
): Promise<ElicitResult> => {
  const schema = ('requestedSchema' in params ? params.requestedSchema : {}) as Form & JsonSchema
  if (given.length > 0) {
    const known = given.filter(pair => Object.hasOwn(schema.properties ?? {}, pair.split('=', 1)[0] ?? ''))
    if (known.length > 0) return { action: 'accept', content: readArguments(known, schema) as never }
  }
  if (!isTerminal(io)) {
    const fields = Object.keys(schema.properties ?? {}).map(name => `--answer ${oneLine(name)}=...`)
    return unanswered(tellOf(params.message, `Answer beforehand: ${fields.join(' ')}`), io)
  }
  const content = await askForm(params.message, schema, { input: io.stdin, output: io.stderr })
  return content ? { action: 'accept', content } : { action: 'cancel' }
}

const answerUrl = async (
  message: string,
  url: string,
  io: Io,
  unanswered: Unanswered,
): Promise<ElicitResult> => {
  const told = `${message}\nOpen ${url}`
  if (!isTerminal(io)) return unanswered(tellOf(told, 'Call the tool in a terminal.'), io)
  const agreed = await askForm(told, {}, { input: io.stdin, output: io.stderr })
  return { action: agreed ? 'accept' : 'decline' }
}

/**
 * Answers what a server asks: with what was given beforehand, else in the terminal.
 *
 * @param given answers as `key=value`
 * @param unanswered what happens where there is no terminal. Default: the question is cancelled, and the command fails
 */
export const answerQuestion = (
  params: ElicitRequestParams,
  given: readonly string[],
  io: Io,
  unanswered: Unanswered = cancelled,
): Promise<ElicitResult> =>
  params.mode === 'url'
    ? answerUrl(params.message, params.url, io, unanswered)
    : answerForm(params, given, io, unanswered)

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
