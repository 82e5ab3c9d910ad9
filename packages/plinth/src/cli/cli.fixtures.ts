import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { COMPILE_CACHE } from '@plinth/test-support/sources'
import { onTestFinished } from 'vitest'
import type { Io, Output } from './io.ts'
import { main } from './main.ts'
import { ownProgram } from './own-program.ts'

/** What a command came to. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A stream that keeps what is written to it. */
const kept = () => {
  let text = ''
  const stream: Output = new PassThrough().on('data', chunk => {
    text += chunk
  })
  return { stream, text: () => text }
}

/** Carries out a command in this process, away from any terminal. */
export const runCommand = async (
  args: readonly string[],
  io: Partial<Io> & { readonly input?: string } = {},
): Promise<Ran> => {
  const { input = '', env = {}, ...given } = io
  const [stdout, stderr] = [kept(), kept()]
  const stdin = new PassThrough().end(input)
  const code = await main(args, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin,
    cwd: process.cwd(),
    onInterrupt: () => () => {},
    ...given,
    // For the servers that it starts.
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

const modules = join(import.meta.dirname, '../../../../node_modules')

/** A temporary folder with files, in which this package and those of the repository can be imported. */
export const folderWith = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(modules, join(folder, 'node_modules'))
  for (const [path, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Starts the program as a shell would. */
export const startProgram = (
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
) => {
  const { command, args: all } = ownProgram(...args)
  const child = spawn(command, all, {
    cwd,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Carries out a command in a process of its own. */
export const runProgram = async (
  args: readonly string[],
  {
    cwd = tmpdir(),
    env = {},
    input = '',
  }: { cwd?: string; env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ran> => {
  const child = startProgram(args, cwd, env)
  const [stdout, stderr] = [kept(), kept()]
  child.stdout.pipe(stdout.stream)
  child.stderr.pipe(stderr.stream)
  child.stdin.on('error', () => {}).end(input)
  const { promise, resolve } = Promise.withResolvers<number>()
  child.on('close', code => resolve(code ?? -1))
  return { code: await promise, stdout: stdout.text(), stderr: stderr.text() }
}
