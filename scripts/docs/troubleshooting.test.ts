import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wireErrors } from '../../packages/plinth/src/lanes/intake/errors.ts'

const repository = join(import.meta.dirname, '../..')
const sources = join(repository, 'packages/plinth/src')
const page = readFileSync(join(repository, 'docs/troubleshooting.md'), 'utf8')

it('explains every code of a failure', () => {
  const [, union = ''] =
    /export type ErrorCode =\n(.*?)\n\n/s.exec(readFileSync(join(sources, 'define/errors.ts'), 'utf8')) ?? []
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(10)
  for (const code of codes) expect(page).toContain(`| \`${code}\` |`)
})

it('explains every code of JSON-RPC that is sent', () => {
  for (const { code } of Object.values(wireErrors)) expect(page).toContain(`| ${code} |`)
})

it('explains every event of the log that warns', () => {
  const events = new Set<string>()
  for (const file of globSync('**/*.ts', { cwd: sources })) {
    if (/\.(?:test|fixtures)\.ts$/.test(file)) continue
    const code = readFileSync(join(sources, file), 'utf8')
    for (const [, event = ''] of code.matchAll(
      /\b(?:log|logger)\.(?:warning|error|critical)\(\s*'([a-z]\w*[._]\w+)'/g,
    ))
      events.add(event)
  }
  expect(events.size).toBeGreaterThan(30)
  for (const event of events) expect(page).toContain(`\`${event}\``)
})
