import type { FileHandle } from 'node:fs/promises'
import { ToolError } from '../../define/errors.ts'
import { brief } from '../refusal.ts'
import { refusedFile } from './file-error.ts'
import { withFile } from './reach-file.ts'
import type { Roots } from './roots.ts'

/** Some lines of a file. */
export interface Lines {
  readonly lines: readonly string[]
  /** The number of the first of them; the file's first line is 1. */
  readonly from: number
  /** Whether there are more after these. */
  readonly more: boolean
}

const CHUNK = 64 * 1024

const tooLarge = (roots: Roots, path: string) =>
  refusedFile('size', path, `This is more than ${roots.maxBytes} bytes: ${brief(path)}`, {
    code: 'RESOURCE_EXHAUSTED',
    suggestion: 'Read a part of it',
  })

const notText = (path: string, cause: unknown) =>
  new ToolError(`This is not UTF-8 text: ${brief(path)}`, {
    code: 'VALIDATION_ERROR',
    suggestion: 'Read it as bytes',
    cause,
  })

/** The bytes from `offset` on, until there are `length` or no more: a file may change while it is read. */
const readRange = async (handle: FileHandle, offset: number, length: number): Promise<Uint8Array> => {
  const parts: Buffer[] = []
  let total = 0
  while (total < length) {
    const part = Buffer.allocUnsafe(Math.min(CHUNK, length - total))
    const { bytesRead } = await handle.read(part, 0, part.length, offset + total)
    if (bytesRead === 0) break
    parts.push(part.subarray(0, bytesRead))
    total += bytesRead
  }
  return new Uint8Array(Buffer.concat(parts))
}

const requireIndex = (name: string, value: number, least: number): void => {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ToolError(`${name} must be a whole number from ${least} on`, { code: 'VALIDATION_ERROR' })
}

export const readBytes = (
  roots: Roots,
  path: string,
  { offset = 0, length }: { readonly offset?: number; readonly length?: number } = {},
): Promise<Uint8Array> => {
  return withFile(roots, path, async handle => {
    requireIndex('offset', offset, 0)
    if (length !== undefined) requireIndex('length', length, 0)
    if (length !== undefined && length > roots.maxBytes) throw tooLarge(roots, path)
    // One byte more than may be there tells whether there is more, whatever the size was when the file was opened.
    const bytes = await readRange(handle, offset, length ?? roots.maxBytes + 1)
    if (bytes.length > roots.maxBytes) throw tooLarge(roots, path)
    return bytes
  })
}

export const readText = async (roots: Roots, path: string): Promise<string> => {
  const bytes = await readBytes(roots, path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw notText(path, error)
  }
}

/** The lines of a file, without their ends. A line that is too long ends it. */
async function* linesOf(handle: FileHandle, roots: Roots, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const chunk = Buffer.allocUnsafe(CHUNK)
  let rest = ''
  for (let offset = 0, bytesRead = 1; bytesRead > 0; offset += bytesRead) {
    bytesRead = (await handle.read(chunk, 0, CHUNK, offset)).bytesRead
    try {
      rest += decoder.decode(chunk.subarray(0, bytesRead), { stream: bytesRead > 0 })
    } catch (error) {
      throw notText(path, error)
    }
    const parts = rest.split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part
    if (rest.length > roots.maxBytes) throw tooLarge(roots, path)
  }
  if (rest !== '') yield rest
}

export const readLines = (
  roots: Roots,
  path: string,
  { from = 1, count = 1_000 }: { readonly from?: number; readonly count?: number } = {},
): Promise<Lines> =>
  withFile(roots, path, async handle => {
    requireIndex('from', from, 1)
    requireIndex('count', count, 0)
    const lines: string[] = []
    let number = 0
    let taken = 0
    for await (const line of linesOf(handle, roots, path)) {
      number += 1
      if (number < from) continue
      if (lines.length >= count) return { lines, from, more: true }
      taken += Buffer.byteLength(line) + 1
      if (taken > roots.maxBytes) throw tooLarge(roots, path)
      lines.push(line)
    }
    return { lines, from, more: false }
  })
