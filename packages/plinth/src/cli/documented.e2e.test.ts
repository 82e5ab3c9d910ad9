import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { runProgram } from './cli.fixtures.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const repository = join(import.meta.dirname, '../../../..')
const page = readFileSync(join(repository, 'docs/command-line.md'), 'utf8')

/** What the page shows: `$ plinth ...`, and what it prints. */
const sessions = [...page.matchAll(/^```console\n\$ ((?:[A-Z_]+=\S+ )*)plinth (.*)\n([\s\S]*?)^```$/gm)].map(
  ([, settings = '', line = '', output = '']) => ({
    line,
    output,
    env: Object.fromEntries(
      settings
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(each => each.split('=', 2)),
    ),
  }),
)

/** The example makes its figures up. */
const madeUp = (text: string) => text.replaceAll(/^ {4}\d+/gm, '    N')

it('the page on the command line shows sessions', () => {
  expect(sessions.length).toBeGreaterThan(4)
})

it.each(sessions)(
  'plinth $line prints what the page shows',
  { timeout: 60_000 },
  async ({ line, output, env }) => {
    const { stdout, stderr } = await runProgram(line.split(' '), {
      cwd: join(repository, 'examples/hello'),
      env,
    })
    expect(madeUp(stdout + stderr)).toBe(madeUp(output))
  },
)
