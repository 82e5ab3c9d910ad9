import { ArgumentError } from './argument-error.ts'
import { checkToken, quote } from './arguments.ts'

/** Text that goes to the program as it is, whatever its characters. Made by {@link literal}. */
export interface Literal {
  readonly literal: string
}

/** One argument, in the order in which the program gets them. */
export type Piece = string | Literal

/**
 * An argument with characters that plain strings may not have: white space, quotes, or a leading `-` that comes from
 * the input. No shell will see it, but make sure that the program itself takes it for nothing else than text.
 *
 * @example
 * commandTool({
 *   name: 'say',
 *   command: 'echo',
 *   input: z.object({ text: z.string() }),
 *   args: ({ text }) => ['--', literal(text)],
 * })
 */
export const literal = (text: string): Literal => ({ literal: text })

const stringsIn = (value: unknown, found = new Set<string>()): Set<string> => {
  if (typeof value === 'string') found.add(value)
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) stringsIn(part, found)
  return found
}

/**
 * Checks the arguments that a tool has put together, and makes plain text of them. A string that the caller gave may
 * not begin with `-`, since the program would take it for a flag; free arguments may, they were checked for that.
 *
 * @param input what the caller gave
 * @param free the tokens of the free arguments
 * @throws ArgumentError when one may not reach the program
 */
export const checkArguments = (
  pieces: readonly Piece[],
  input: unknown,
  free: readonly string[],
): string[] => {
  const given = stringsIn(input)
  return pieces.map(piece => {
    if (typeof piece !== 'string') return checkLiteral(piece.literal)
    checkToken(piece)
    if (piece.startsWith('-') && given.has(piece) && !free.includes(piece))
      throw new ArgumentError('dash', `${quote(piece)} begins with "-", where a value is expected`, {
        suggestion: 'Give the value without a leading "-"',
      })
    return piece
  })
}

const checkLiteral = (text: string): string => {
  if (!text.includes('\0')) return text
  throw new ArgumentError('character', 'An argument contains a NUL character', { suggestion: 'Leave it out' })
}
