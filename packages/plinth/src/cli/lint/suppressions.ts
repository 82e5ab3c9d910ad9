import { lineAt, type SourceFile } from './source/source-file.ts'

/** Which rules a file switches off, and where. */
export interface Suppressions {
  isOff(rule: string, line: number): boolean
  /** Rules that are named, with the offset of the comment. */
  readonly named: readonly { readonly rule: string; readonly at: number }[]
}

const COMMENT = /^\s*plinth-lint-disable(-next-line|-line)?\s+([a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*)/

/**
 * Reads the comments that switch rules off: `plinth-lint-disable no-stdout` in the whole file, `-line` in the comment's
 * own line, `-next-line` in the one below. What follows the names is the reason, for people.
 */
export const suppressionsIn = ({ text, comments }: SourceFile): Suppressions => {
  const off: { readonly rule: string; readonly at: number; readonly line: number | undefined }[] = []
  for (const { value, start, end } of comments) {
    const [, where, names = ''] = COMMENT.exec(value) ?? []
    const lines = { '-next-line': lineAt(text, end) + 1, '-line': lineAt(text, start) }
    const line = where === '-line' || where === '-next-line' ? lines[where] : undefined
    for (const rule of names.split(',').map(name => name.trim()))
      if (rule !== '') off.push({ rule, at: start, line })
  }
  return {
    isOff: (rule, line) => off.some(each => each.rule === rule && (each.line ?? line) === line),
    named: off,
  }
}
