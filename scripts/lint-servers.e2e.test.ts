import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const plinth = (...args: string[]) =>
  spawnSync(process.execPath, ['packages/plinth/bin/plinth.mjs', ...args], { cwd: root, encoding: 'utf8' })

it.each([
  ['servers/netdiag/src/main.ts'],
  ['servers/panther/src/main.ts'],
  ['examples/hello'],
  ['examples/reference/server.ts'],
  ['packages/plinth/templates/project/src/server.ts'],
])('the linter has nothing against %s', target => {
  const { status, stdout, stderr } = plinth('lint', target, '--fail-on', 'warning')
  expect(stderr).toBe('')
  expect(stdout).not.toMatch(/ (error|warning) /)
  expect(status).toBe(0)
})

it('the linter says of the examples of the guide only what they leave out to be short, and what they show', () => {
  for (const target of ['examples/guide', 'examples/middleware']) {
    const { stdout } = plinth('lint', target, '--json')
    const { findings } = JSON.parse(stdout) as {
      findings: readonly { rule: string; file: string; severity: string }[]
    }
    const serious = findings.filter(({ severity }) => severity !== 'hint').map(({ rule }) => rule)
    expect(['missing-description', 'mutable-module-state', 'unbounded-arrays', 'unbounded-strings']).toEqual(
      expect.arrayContaining([...new Set(serious)]),
    )
    const state = findings.filter(({ rule }) => rule === 'mutable-module-state').map(({ file }) => file)
    expect(['examples/guide/calls.ts', 'examples/middleware/shop.ts']).toEqual(expect.arrayContaining(state))
  }
})
