import type { CallToolResult, Client, RequestOptions, Tool } from '@modelcontextprotocol/client'
import { didYouMean } from '../../config/suggest.ts'
import { type OpenOptions, withClient } from '../client.ts'
import type { Line } from '../dial.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { oneLine } from '../printable.ts'
import { describeTarget, resolveTarget, type Target } from '../target.ts'
import { followHere } from '../tasks/follow-here.ts'
import { demandLasting } from '../tasks/lasting.ts'
import { readTask } from '../tasks/task-now.ts'
import { KNOWS_TASKS } from '../tasks/task-requests.ts'
import { ASKABLE, answerQuestions } from './answer-questions.ts'
import { argumentsIn } from './arguments-in.ts'
import type { CallFlags } from './call-flags.ts'
import type { JsonSchema } from './json-schema.ts'
import { type Progress, type ProgressBar, progressBar } from './progress-bar.ts'
import { interruptible } from './request.ts'
import { showLogOf } from './show-log.ts'
import { showResult } from './show-result.ts'

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

interface Call {
  readonly target: Target
  readonly name: string
  readonly pairs: readonly string[]
  readonly flags: CallFlags
}

/** How to come back to a task, as it may be typed. */
const wayBack = (taskId: string, target: Target): string =>
  `plinth task ${describeTarget(target)} ${taskId.startsWith('-') ? `--id=${taskId}` : taskId}`

/** What a call came to: undefined where it goes on without us. */
const endOf = async (
  client: Client,
  made: unknown,
  call: Call,
  request: RequestOptions,
  bar: ProgressBar,
  io: Io,
): Promise<CallToolResult | undefined> => {
  const task = readTask(made)
  bar.clear()
  const { target, flags } = call
  if (target.kind !== 'url') {
    io.stderr.write('The server made a task of it.\n')
    return followHere(client, task, request, { ...flags, endsWithUs: true }, bar, io)
  }
  const id = oneLine(task.taskId)
  io.stderr.write(`The server made a task of it. To come back to it: ${wayBack(id, target)}\n`)
  if (!flags.detach) return followHere(client, task, request, flags, bar, io)
  io.stdout.write(`${id}\n`)
  return undefined
}

const carryOut = async (
  client: Client,
  call: Call,
  made: () => unknown,
  bar: ProgressBar,
  io: Io,
): Promise<CallToolResult | undefined> => {
  const { name, pairs, flags } = call
  const tool = await findTool(client, name)
  const args = await argumentsIn(pairs, flags.json, tool.inputSchema as JsonSchema, io)
  return interruptible(io, flags.timeout, async options => {
    const onprogress = (progress: Progress) => bar.show(progress)
    const result = await client.callTool({ name, arguments: args }, { ...options, onprogress })
    return made() === undefined ? result : endOf(client, made(), call, options, bar, io)
  })
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
  const call: Call = { target: resolveTarget(target, io), name, pairs, flags }
  if (flags.detach) demandLasting(call.target, '--detach')
  let made: unknown
  let line: Line | undefined
  const options: OpenOptions = {
    ...flags,
    capabilities: { ...ASKABLE, ...KNOWS_TASKS },
    prepare: client => answerQuestions(client, flags.answer ?? [], io, bar.clear),
    onTask(task) {
      made = task
    },
    onLine(opened) {
      line = opened
    },
  }
  try {
    const result = await withClient(call.target, io, options, client =>
      carryOut(client, call, () => made, bar, io),
    )
    bar.clear()
    if (result) showResult(result, io, flags)
    const isHeard = call.target.kind !== 'url' && !flags.verbose
    if (result && line && isHeard) await showLogOf(result, line.said, io)
  } finally {
    bar.clear()
  }
}
