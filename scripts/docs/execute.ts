import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Module } from './modules.ts'

const TIMEOUT_MS = 15_000

interface Ran {
  readonly output: string
  readonly fault?: string
}

const environment = (folder: string): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _, ...env } = process.env
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('MCP_') && !name.startsWith('VITEST'))
  return { ...Object.fromEntries(kept), TMPDIR: folder, NO_COLOR: '1' }
}

/** A server takes its process for itself: its signals, its stdin, its exit. */
const needsProcess = ({ code }: Module): boolean => /(?<![\w.$])run\(|\.run\(\s*(?:\)|\{)/.test(code)
const isTest = ({ file }: Module): boolean => /\.test\.\w+$/.test(file)

/** Runs a program; one that serves is at the end of its input at once, and is stopped when it goes on. */
const runProcess = async (args: string[], folder: string, cwd: string): Promise<Ran> => {
  const child = spawn(process.execPath, args, {
    cwd,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  })
  const [output, errors, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return status === 0 ? { output } : { output, fault: `ended with ${status ?? signal}\n${errors}${output}` }
}

/** Runs modules one after the other in one process, and in a new one after a module that did not come back. */
const createRunner = (folder: string) => {
  let child: ChildProcess | undefined
  const stop = (): void => {
    child?.kill('SIGKILL')
    child = undefined
  }
  return {
    stop,
    async run(path: string): Promise<Ran> {
      child ??= fork(join(import.meta.dirname, 'module-runner.ts'), {
        env: environment(folder),
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      })
      const over = new AbortController()
      const signal = AbortSignal.any([over.signal, AbortSignal.timeout(TIMEOUT_MS)])
      const answered = once(child, 'message', { signal })
      const ended = once(child, 'exit', { signal }).then(() => [
        { output: '', fault: 'it ended the process' },
      ])
      child.send({ folder: dirname(path), file: path })
      const [ran] = await Promise.race([answered, ended]).catch(() => [
        { output: '', fault: `it did not end within ${TIMEOUT_MS / 1000} s` },
      ])
      await Promise.allSettled([over.abort(), answered, ended])
      if (ran.fault !== undefined) stop()
      return ran
    },
  }
}

/** What a module says that it prints: in a block of text after it, or in comments. */
const promiseOf = ({ output, code }: Module): string | undefined => {
  if (output !== undefined) return output
  const lines = [...code.matchAll(/^ *\/\/ prints: (.*)$/gm)].map(([, line = '']) => line)
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** How text is broken into lines is nobody's promise. */
const words = (text: string): string => text.trim().replaceAll(/\s+/g, ' ')

/** Three dots stand for what is different each time. */
const keeps = (promise: string, output: string): boolean => {
  const parts = words(promise)
    .split('...')
    .map(part => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*?')}$`).test(words(output))
}

const faultOf = (module: Module, { output, fault }: Ran): string[] => {
  const [{ page, line }] = module.blocks
  const at = `${page}:${line}`
  if (fault !== undefined) return [`${at}: does not run: ${fault}`]
  const promise = promiseOf(module)
  if (promise === undefined || keeps(promise, output)) return []
  return [`${at}: prints\n${output.trimEnd()}\nand not\n${promise}`]
}

const runTests = async (folder: string, tests: readonly Module[]): Promise<string[]> => {
  if (tests.length === 0) return []
  const args = ['--test', '--test-isolation=none', ...tests.map(({ file }) => file)]
  const { fault } = await runProcess(args, folder, folder)
  return fault === undefined ? [] : [`${tests.map(({ file }) => file).join(', ')}: ${fault}`]
}

/** Executes the modules of a project that can be executed. */
export const execute = async (folder: string, modules: readonly Module[]): Promise<string[]> => {
  const runnable = modules.filter(({ check }) => check === 'run')
  const alone = runnable.filter(module => !isTest(module) && needsProcess(module))
  const together = runnable.filter(module => !isTest(module) && !needsProcess(module))
  const runner = createRunner(folder)

  const runTogether = async (): Promise<string[]> => {
    const faults: string[] = []
    for (const module of together)
      faults.push(...faultOf(module, await runner.run(join(folder, module.file))))
    runner.stop()
    return faults
  }
  const runAlone = async (): Promise<string[]> => {
    const faults = await runTests(folder, runnable.filter(isTest))
    for (const module of alone) {
      const path = join(folder, module.file)
      faults.push(...faultOf(module, await runProcess([path], folder, dirname(path))))
    }
    return faults
  }
  return (await Promise.all([runTogether(), runAlone()])).flat()
}
