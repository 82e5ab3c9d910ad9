import { ToolError } from '../../define/errors.ts'
import { brief, SafetyError, type SafetyErrorOptions } from '../refusal.ts'

/** Why a file was refused. */
export type FileRule =
  /** The path holds NUL, control characters or backslashes, or is too long. */
  | 'form'
  | 'absolute'
  | 'traversal'
  /** The path begins with no root that is known. */
  | 'root'
  /** A part of the path begins with a dot. */
  | 'hidden'
  | 'symlink'
  /** A device, a named pipe, a socket. */
  | 'kind'
  /** The file has further names, which can be anywhere. */
  | 'hard-link'
  | 'read-only'
  | 'size'
  | 'count'

export const refusedFile = (
  rule: FileRule,
  path: string,
  message: string,
  options: Omit<SafetyErrorOptions, 'what' | 'rule' | 'subject'> = {},
): SafetyError => new SafetyError(message, { ...options, what: 'file', rule, subject: brief(path) })

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const MESSAGES: Readonly<
  Record<
    string,
    readonly ['NOT_FOUND' | 'VALIDATION_ERROR' | 'PERMISSION_DENIED' | 'RESOURCE_EXHAUSTED', string]
  >
> = {
  ENOENT: ['NOT_FOUND', 'There is no such file'],
  ENOTDIR: ['NOT_FOUND', 'There is no such file'],
  EEXIST: ['VALIDATION_ERROR', 'There is such a file already'],
  EISDIR: ['VALIDATION_ERROR', 'This is a directory'],
  ENAMETOOLONG: ['VALIDATION_ERROR', 'A name is too long'],
  EACCES: ['PERMISSION_DENIED', 'The server may not do that with this file'],
  EPERM: ['PERMISSION_DENIED', 'The server may not do that with this file'],
  EROFS: ['PERMISSION_DENIED', 'The server may not do that with this file'],
  ENOSPC: ['RESOURCE_EXHAUSTED', 'There is no space left for files'],
  EDQUOT: ['RESOURCE_EXHAUSTED', 'There is no space left for files'],
}

/** What the system says, in words that name the caller's path and not the server's. */
export const explainSystem = (error: unknown, path: string): unknown => {
  const known = MESSAGES[String(codeOf(error))]
  if (!known || error instanceof ToolError) return error
  const [code, message] = known
  return new ToolError(`${message}: ${brief(path)}`, { code, cause: error })
}

export const hasCode = (error: unknown, code: string): boolean => codeOf(error) === code
