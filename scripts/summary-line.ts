import type { Reporter, TestModule } from 'vitest/node'

const count = (modules: readonly TestModule[]): Record<'passed' | 'failed' | 'skipped', number> => {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    let failedTests = 0
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') total.passed++
      else if (state === 'skipped') total.skipped++
      else failedTests++
    }
    // A file that does not load, or a hook that throws, fails without any of its tests failing.
    total.failed += failedTests === 0 && !module.ok() ? 1 : failedTests
  }
  return total
}

const skippedTests = (modules: readonly TestModule[]): string[] =>
  modules.flatMap(module =>
    [...module.children.allTests('skipped')].map(test => `${module.relativeModuleId} > ${test.fullName}`),
  )

/**
 * Ends a run with one line, `N passed, N failed, N skipped`, for programs that read the outcome. What was skipped
 * is named before it. A file that fails without a failing test, and an error outside of any test, count as one
 * failed each.
 */
export const summaryLine = (): Reporter => ({
  onTestRunEnd(modules, unhandledErrors) {
    const { passed, failed, skipped } = count(modules)
    for (const test of skippedTests(modules)) process.stdout.write(`skipped: ${test}\n`)
    process.stdout.write(`${passed} passed, ${failed + unhandledErrors.length} failed, ${skipped} skipped\n`)
  },
})
