import type { CallToolResult } from '@modelcontextprotocol/client'
import type { Io } from '../io.ts'
import { printable } from '../printable.ts'
import { stylesFor } from '../style.ts'

interface Logged {
  readonly message?: string
  readonly stack?: string
  readonly cause?: Logged
}

const errorIdOf = ({ _meta }: CallToolResult): string | undefined => {
  const { errorId } = (_meta?.['dev.plinth/error'] ?? {}) as { readonly errorId?: unknown }
  return typeof errorId === 'string' ? errorId : undefined
}

const chain = ({ message, stack, cause }: Logged): string =>
  `${stack ?? message ?? ''}${cause ? `\ncaused by ${chain(cause)}` : ''}`

/** A line of the log as people read it. */
const readable = (line: string): string => {
  try {
    const { error } = JSON.parse(line) as { readonly error?: Logged }
    return error ? chain(error) : line
  } catch {
    return line
  }
}

/**
 * Shows what a server that was started for one call logged of an error that it told by its id alone: whoever calls is its
 * operator, and the log is gone with it.
 *
 * @param log what the server wrote
 */
export const showLogOf = async (
  result: CallToolResult,
  log: () => Promise<string>,
  io: Io,
): Promise<void> => {
  const id = errorIdOf(result)
  if (id === undefined) return
  const lines = (await log()).split('\n').filter(line => line.includes(id))
  const told =
    lines.length > 0
      ? `It logged:\n${printable(lines.map(readable).join('\n'))}`
      : 'What it logged of that is shown with --verbose'
  io.stderr.write(`${stylesFor(io.stderr, io.env).dim(told)}\n`)
}
