import { defaultServerConditions } from 'vite'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { COMPILE_CACHE } from './packages/test-support/src/sources.ts'
import { summaryLine } from './scripts/summary-line.ts'

const where = '{packages,servers,examples,bench,scripts,deploy}/**'
// The tests of a new project run in it, by Node's own runner.
const exclude = ['**/node_modules/**', '**/dist/**', '**/templates/**']

/** Packages of this repository resolve to their sources, in the tests and in the processes that they start. */
const fromSources = {
  ssr: { resolve: { conditions: ['plinth-source', ...defaultServerConditions] } },
  env: { NODE_OPTIONS: '--conditions=plinth-source', NODE_COMPILE_CACHE: COMPILE_CACHE },
}

const projects: TestProjectConfiguration[] = [
  {
    ssr: fromSources.ssr,
    test: {
      name: 'unit',
      include: [`${where}/*.test.ts`],
      exclude: [...exclude, '**/*.e2e.test.ts'],
      env: fromSources.env,
      pool: 'threads',
      maxWorkers: 2,
      // Modules hold no state, so files may share them: four times as fast. What a test replaces is put back.
      isolate: false,
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      // It imports JSON in a way that Node does not take.
      server: { deps: { inline: ['@actions/workflow-parser'] } },
      testTimeout: 5_000,
    },
  },
  {
    ssr: fromSources.ssr,
    test: {
      name: 'e2e',
      include: [`${where}/*.e2e.test.ts`],
      exclude,
      env: fromSources.env,
      pool: 'forks',
      // As above: a process for each file would spend a second on loading what the one before has loaded.
      isolate: false,
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      // They mostly wait, for processes and sockets: more of them than cores take half the time.
      maxWorkers: 3,
      sequence: { groupOrder: 1 },
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  },
  {
    test: {
      name: 'types',
      include: [],
      typecheck: {
        enabled: true,
        only: true,
        include: [`${where}/*.test-d.ts`],
        exclude,
        tsconfig: 'tsconfig.types.json',
        // `npm run check:types` answers for these, and a file half-written elsewhere is no concern of a type test.
        ignoreSourceErrors: true,
      },
    },
  },
]

/** What takes a minute must not be begun when all else is done, as it would be for its few lines. */
const SLOW =
  /\/(?:killed|drain|lasting|dev|replicas|slope|tasks|check-pages|console|new|run|list|lint)\.e2e\.test\.ts$/

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const { true: slow = [], false: others = [] } = Object.groupBy(sorted, ({ moduleId }) =>
      SLOW.test(moduleId) ? 'true' : 'false',
    )
    return [...slow, ...others]
  }
}

export default defineConfig({
  test: {
    projects,
    sequence: { sequencer: SlowFirst },
    reporters: ['default', summaryLine()],
    passWithNoTests: true,
  },
})
