import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { environmentOf, type Ran, TIMEOUT_MS } from './run-script.ts'

/** Runs modules one after the other in one process, and in a new one after a module that failed or did not end. */
export const createModuleQueue = (folder: string) => {
  let child: ChildProcess | undefined
  const stop = (): void => {
    child?.kill('SIGKILL')
    child = undefined
  }
  return {
    stop,
    async run(path: string): Promise<Ran> {
      child ??= fork(join(import.meta.dirname, 'module-runner.ts'), {
        execArgv: ['--conditions=plinth-source'],
        env: environmentOf(folder),
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
