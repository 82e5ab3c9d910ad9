import { refusedFile } from './file-error.ts'

const MAX_PATH = 4_096
const MAX_NAME_BYTES = 255

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\x00-\x1f\x7f]/
const DRIVE = /^[A-Za-z]:/
/** What Windows reads as something else than a name. */
const WINDOWS_SPECIAL = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

export interface PathRules {
  /** Whether names that begin with a dot are allowed. */
  readonly hidden: boolean
  readonly windows?: boolean
}

/**
 * Reads a path as the names that lead to a file: `notes/today.md`. The empty path and `.` are the root itself.
 *
 * @throws SafetyError when it leads out, or could be read in two ways
 */
export const readPath = (path: string, rules: PathRules): readonly string[] => {
  const form = (message: string) =>
    refusedFile('form', path, message, {
      code: 'VALIDATION_ERROR',
      suggestion: 'Write it like notes/today.md',
    })
  if (path.length > MAX_PATH) throw form('The path is too long')
  if (CONTROLS.test(path)) throw form('The path holds control characters')
  if (path.startsWith('/') || path.startsWith('\\') || DRIVE.test(path))
    throw refusedFile('absolute', path, 'Absolute paths are refused', {
      suggestion: 'Give the path below the root, like notes/today.md',
    })
  if (path === '' || path === '.') return []
  if (path.split(/[\\/]/).includes('..'))
    throw refusedFile('traversal', path, 'Paths with .. are refused', {
      suggestion: 'Give the path below the root, like notes/today.md',
    })
  if (path.includes('\\')) throw form('The path holds a backslash')
  const names = path.replace(/\/$/, '').split('/')
  for (const name of names) {
    if (name === '' || name === '.') throw form('The path has an empty part')
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw form('A part of the path is too long')
    if (name.startsWith('.') && !rules.hidden)
      throw refusedFile('hidden', path, 'Names that begin with a dot are refused')
    if (rules.windows && WINDOWS_SPECIAL.test(name)) throw form('A part of the path is no plain name')
  }
  return names
}
