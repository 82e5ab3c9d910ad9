import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Module } from './modules.ts'

const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')

/** Type-checks a project, in one run, and says what is wrong where it stands in the documents. */
export const typeCheck = async (folder: string, modules: readonly Module[]): Promise<string[]> => {
  // The compiler takes a project without files for a mistake.
  if (modules.length === 0) return []
  const child = spawn(process.execPath, [compiler, '-p', '.', '--pretty', 'false'], { cwd: folder })
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (status === 0) return []
  const byFile = new Map(modules.map(module => [module.file, module]))
  const errors = output.trim().split(/\n(?! )/)
  return errors.map(error => {
    const [, file = '', line = '', message = ''] = /^(.+?)\((\d+),\d+\): (.*)$/s.exec(error) ?? []
    const module = byFile.get(file)
    return module ? `${module.place(Number(line))}: ${message}` : error
  })
}
