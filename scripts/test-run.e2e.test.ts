import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const repository = join(import.meta.dirname, '..')
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'test-run-'))
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'))
  writeFileSync(
    join(directory, 'vitest.config.ts'),
    `import { summaryLine } from '${join(import.meta.dirname, 'summary-line.ts')}'
     export default { test: { reporters: ['default', summaryLine()], pool: 'threads' } }`,
  )
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Runs vitest on these files, in an environment with `CI` as given, and tells how it ended. */
const runTests = (files: Record<string, string>, CI: 'true' | 'false' = 'false') => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const { PATH } = process.env
  const { stdout, status } = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH, CI, NO_COLOR: '1' },
  })
  return { lastLine: stdout.trimEnd().split('\n').at(-1), status, stdout }
}

const mixed = `
  import { expect, it } from 'vitest'
  it('passes', () => expect(1).toBe(1))
  it('passes too', () => {})
  it.skip('is skipped', () => {})
  it.todo('is not written')
`
const withNeeds = `
  import { needs } from '@plinth/test-support'
  const here = needs('node', { what: 'a thing', present: () => true })
  here.describe('with what is here', () => { here.it('runs', () => {}) })
  const absent = needs('no-such-program', { what: 'a unicorn', present: () => false })
  absent.describe('one suite', () => { here.it('inner', () => { throw new Error('ran without its needs') }) })
  absent.it('one test', () => { throw new Error('ran without its needs') })
`

describe('the last line of a run', () => {
  it('counts what passed and what was skipped', () => {
    expect(runTests({ 'a.test.ts': mixed })).toMatchObject({
      lastLine: '2 passed, 0 failed, 2 skipped',
      status: 0,
    })
  })

  it('counts failed tests, files that do not load and errors outside of tests', () => {
    const { lastLine, status } = runTests({
      'fails.test.ts': `import { it } from 'vitest'\nit('fails', () => { throw new Error('no') })\nit('passes', () => {})`,
      'broken.test.ts': `throw new Error('does not load')`,
      'stray.test.ts': `import { it } from 'vitest'\nit('passes', () => { Promise.reject(new Error('stray')) })`,
    })
    expect({ lastLine, status }).toEqual({ lastLine: '2 passed, 3 failed, 0 skipped', status: 1 })
  })
})

describe('tests with needs', () => {
  it('skip where a need is absent, and say which', () => {
    const { lastLine, status, stdout } = runTests({ 'a.test.ts': withNeeds })
    expect({ lastLine, status }).toEqual({ lastLine: '1 passed, 0 failed, 2 skipped', status: 0 })
    expect(stdout).toMatch(/skipped: .*one suite \(absent here: the program no-such-program, a unicorn\)/)
  })

  it('fail in continuous integration, once for each suite', () => {
    const { lastLine, status } = runTests({ 'a.test.ts': withNeeds }, 'true')
    expect({ lastLine, status }).toEqual({ lastLine: '1 passed, 2 failed, 0 skipped', status: 1 })
  })
})
