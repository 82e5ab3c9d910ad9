import { resource, type TemplateDefinition } from '../../define/resource.ts'
import { type ToolDefinition, tool } from '../../define/tool.ts'
import { flagField, inputOf, textField, wholeField } from '../tool-input.ts'
import type { SafeFiles } from './safe-files.ts'

const path = textField({ description: 'The path below the root, like notes/today.md' })

const readers = (files: SafeFiles) => [
  tool(
    'read_file',
    {
      description: 'Reads lines of a text file. The answer says whether there are more.',
      input: inputOf<{ path: string; from?: number; count?: number }>({
        path,
        from: wholeField({
          description: 'The first line to read; the file begins with 1',
          least: 1,
          optional: true,
        }),
        count: wholeField({
          description: 'How many lines to read, 1,000 if not given',
          least: 1,
          optional: true,
        }),
      }),
      annotations: { readOnlyHint: true },
    },
    async ({ path, from = 1, count = 1_000 }) => files.readLines(path, { from, count }),
  ),
  tool(
    'list_directory',
    {
      description: 'Lists the files and directories in a directory',
      input: inputOf<{ path?: string }>({
        path: textField({ description: 'The directory; the root if not given', optional: true }),
      }),
      annotations: { readOnlyHint: true },
    },
    async ({ path = '' }) => files.list(path),
  ),
  tool(
    'find_files',
    {
      description: 'Finds files by a pattern: * and ? within a name, ** for any directories',
      input: inputOf<{ pattern: string }>({
        pattern: textField({ description: 'For example reports/**/*.md' }),
      }),
      annotations: { readOnlyHint: true },
    },
    async ({ pattern }) => ({ paths: await files.glob(pattern) }),
  ),
  tool(
    'file_info',
    {
      description: 'Tells the size of a file and when it was changed',
      input: inputOf<{ path: string }>({ path }),
      annotations: { readOnlyHint: true },
    },
    async ({ path }) => files.stat(path),
  ),
]

const writers = (files: SafeFiles) => [
  tool(
    'write_file',
    {
      description: 'Writes a text file. A file that is there is only replaced where overwrite is true.',
      input: inputOf<{ path: string; content: string; overwrite?: boolean }>({
        path,
        content: textField({ description: 'The whole text' }),
        overwrite: flagField({ description: 'Whether a file that is there is replaced', optional: true }),
      }),
      annotations: { destructiveHint: true },
    },
    async ({ path, content, overwrite = false }) => {
      await files.write(path, content, { overwrite, parents: true })
      return `Written: ${path}`
    },
  ),
  tool(
    'append_file',
    {
      description: 'Adds text to the end of a file',
      input: inputOf<{ path: string; content: string }>({
        path,
        content: textField({ description: 'What to add' }),
      }),
      annotations: { destructiveHint: false },
    },
    async ({ path, content }) => {
      await files.append(path, content)
      return `Added to: ${path}`
    },
  ),
  tool(
    'delete_file',
    {
      description: 'Deletes a file',
      input: inputOf<{ path: string }>({ path }),
      annotations: { destructiveHint: true, idempotentHint: false },
    },
    async ({ path }) => {
      await files.delete(path)
      return `Deleted: ${path}`
    },
  ),
]

/**
 * Tools around files: `read_file`, `list_directory`, `find_files` and `file_info`; where the files can be written,
 * `write_file`, `append_file` and `delete_file` as well.
 *
 * @example
 * const server = new Plinth({ name: 'notes' })
 * for (const each of fileTools(safeFiles({ roots: process.cwd() }))) server.add(each)
 */
export const fileTools = (files: SafeFiles): readonly ToolDefinition[] =>
  files.writable ? [...readers(files), ...writers(files)] : readers(files)

/** How files are shown as resources. */
export interface FileResourceOptions {
  /** What stands before the path. Default `files://`. */
  readonly prefix?: string
  readonly mimeType?: string
}

/**
 * A resource template for files: `files://notes/today.md`. Text is read as text, everything else as bytes.
 *
 * @example
 * server.add(fileResource(safeFiles({ roots: process.cwd() }), { mimeType: 'text/markdown' }))
 */
export const fileResource = (
  files: SafeFiles,
  { prefix = 'files://', mimeType }: FileResourceOptions = {},
): TemplateDefinition =>
  resource(
    `${prefix}{+path}`,
    { name: 'files', description: 'Files by their path', ...(mimeType === undefined ? {} : { mimeType }) },
    async ({ path }: { readonly path: string }) => {
      const bytes = await files.readBytes(path)
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      } catch {
        return bytes
      }
    },
  )
