import type { CallToolResult } from '@modelcontextprotocol/client'
import { EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { printable } from '../printable.ts'
import { stylesFor } from '../style.ts'
import { contentText } from './show-content.ts'
import { showValue } from './show-value.ts'

/** Text of a server as the stream can bear it: what is piped into a file is left as it is. */
export const writeText = ({ stdout }: Io, text: string): void => {
  stdout.write(`${stdout.isTTY ? printable(text) : text}\n`)
}

/** Prints JSON, on a terminal as a table. */
export const writeValue = ({ stdout, env }: Io, value: unknown): void => {
  const text = stdout.isTTY
    ? showValue(value, stylesFor(stdout, env), stdout.columns)
    : JSON.stringify(value, null, 2)
  stdout.write(`${text}\n`)
}

/** Prints what a tool answered: its structured result where it has one. A failure goes to stderr, and counts as one. */
export const showResult = (result: CallToolResult, io: Io, { raw = false } = {}): void => {
  const { isError, structuredContent, content } = result
  if (isError) io.setExitCode(EXIT.failed)
  if (raw) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else if (isError)
    io.stderr.write(
      `${stylesFor(io.stderr, io.env).red('The tool failed:')} ${printable(content.map(contentText).join('\n'))}\n`,
    )
  else if (structuredContent !== undefined) writeValue(io, structuredContent)
  else writeText(io, content.map(contentText).join('\n'))
}
