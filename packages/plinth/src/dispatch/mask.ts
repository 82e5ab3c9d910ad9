import { randomBytes } from 'node:crypto'
import { ToolError } from '../define/errors.ts'
import { type Failure, failureOf } from '../define/result.ts'

/** Short enough to be read out over a phone, long enough to be found in a log. */
const errorId = (): string => randomBytes(6).toString('hex')

const textOf = (error: unknown): string => {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return 'Something was thrown that cannot be shown'
  }
}

/**
 * What a caller may know of an error: everything of a {@link ToolError}, and of any other only an id under which the
 * log holds it.
 *
 * @param masked false shows the message of every error; for development
 */
export const maskError = (error: unknown, masked: boolean): Failure => {
  if (error instanceof ToolError) return failureOf(error)
  const id = errorId()
  return {
    code: 'INTERNAL_ERROR',
    message: masked
      ? `Something went wrong inside of the server (error ${id})`
      : `${textOf(error)} (error ${id})`,
    suggestion: `Ask the operator of this server, and name the error id ${id}`,
    errorId: id,
  }
}
