import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createModuleQueue } from './module-queue.ts'
import { folderOf, type Module } from './modules.ts'
import type { Block } from './page.ts'
import { faultOfOutput } from './promise.ts'
import { type Ran, runNode, runShell } from './run-script.ts'

/** A server takes its process for itself: its signals, its input, its exit. */
const needsProcess = ({ code }: Module): boolean => /(?<![\w.$])run\(|\.run\(\s*(?:\)|\{)/.test(code)
const isTest = ({ file }: Module): boolean => /\.test\.\w+$/.test(file)

const faultsOf = (blocks: readonly [Block, ...Block[]], { output, fault }: Ran): string[] => {
  const wrong = fault === undefined ? faultOfOutput(blocks, output) : `does not run: ${fault}`
  return wrong === undefined ? [] : [`${blocks[0].page}:${blocks[0].line}: ${wrong}`]
}

const runTests = async (folder: string, tests: readonly Module[]): Promise<string[]> => {
  if (tests.length === 0) return []
  const args = ['--test', '--test-isolation=none', '--test-reporter=tap', ...tests.map(({ file }) => file)]
  const { fault } = await runNode(args, folder, folder)
  return fault === undefined ? [] : [`${tests.map(({ file }) => file).join(', ')}: ${fault}`]
}

/** Scripts that say what they print. */
const isScript = ({ language, check, output }: Block): boolean =>
  language === 'sh' && check === 'run' && output !== undefined

/** Executes what can be executed of a project: modules, tests, and scripts that say what they print. */
export const execute = async (
  folder: string,
  modules: readonly Module[],
  blocks: readonly Block[],
): Promise<string[]> => {
  const runnable = modules.filter(({ check }) => check === 'run')
  const tests = runnable.filter(isTest)
  const alone = runnable.filter(module => !isTest(module) && needsProcess(module))
  const together = runnable.filter(module => !isTest(module) && !needsProcess(module))

  const runTogether = async (): Promise<string[]> => {
    const queue = createModuleQueue(folder)
    const faults: string[] = []
    for (const { file, blocks } of together)
      faults.push(...faultsOf(blocks, await queue.run(join(folder, file))))
    queue.stop()
    return faults
  }
  const runAlone = async (): Promise<string[]> => {
    const faults = await runTests(folder, tests)
    for (const { file, blocks } of alone) {
      const path = join(folder, file)
      faults.push(...faultsOf(blocks, await runNode([path], folder, dirname(path))))
    }
    for (const block of blocks.filter(isScript)) {
      const cwd = join(folder, folderOf(block.page))
      mkdirSync(cwd, { recursive: true })
      faults.push(...faultsOf([block], await runShell(block.code, folder, cwd)))
    }
    return faults
  }
  return (await Promise.all([runTogether(), runAlone()])).flat()
}
