import { withClient } from '../client.ts'
import type { Io } from '../io.ts'
import { resolveTarget } from '../target.ts'
import { ASKABLE, answerQuestions } from './answer-questions.ts'
import type { CallFlags } from './call-flags.ts'
import { interruptible } from './request.ts'
import { resourceText } from './show-content.ts'
import { writeText } from './show-result.ts'

/** Prints a resource: text as it is; other data is written as it is into a pipe, and named on a terminal. */
export const readResource = async (
  target: string | undefined,
  uri: string,
  flags: CallFlags,
  io: Io,
): Promise<void> => {
  const { contents } = await withClient(
    resolveTarget(target, io),
    io,
    {
      ...flags,
      capabilities: ASKABLE,
      prepare: client => answerQuestions(client, flags.answer ?? [], io, () => {}),
    },
    client => interruptible(io, flags.timeout, options => client.readResource({ uri }, options)),
  )
  if (flags.raw) io.stdout.write(`${JSON.stringify({ contents }, null, 2)}\n`)
  else
    for (const content of contents)
      if ('blob' in content && !io.stdout.isTTY) io.stdout.write(Buffer.from(content.blob, 'base64'))
      else writeText(io, resourceText(content))
}
