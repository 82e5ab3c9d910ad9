import { stripTypeScriptTypes } from 'node:module'
import process from 'node:process'
import { type Comment, type Program, parse as parseProgram } from 'acorn'

/** A file of a server, parsed. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
}

/** Node strips types while it warns that this may change; whoever lints is not concerned. */
const quietly = <T>(work: () => T): T => {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Types become white space, so that every line and column stays what it was. */
const withoutTypes = (text: string): string => quietly(() => stripTypeScriptTypes(text, { mode: 'strip' }))

const isTypeScript = (path: string): boolean => /\.[cm]?ts$/.test(path)

/**
 * Parses JavaScript, or TypeScript as far as Node runs it.
 *
 * @throws SyntaxError saying where
 */
export const parseSource = (path: string, text: string): SourceFile => {
  const comments: Comment[] = []
  const program = parseProgram(isTypeScript(path) ? withoutTypes(text) : text, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    onComment: comments,
  })
  return { path, text, program, comments }
}

/** The line of an offset, from 1. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
