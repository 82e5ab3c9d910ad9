import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ALL_RULES } from './rules.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/lint-rules.md'), 'utf8')
const cell = (text: string): string => text.replaceAll('|', '\\|')

it('every rule is in the documentation as it is, and no other', () => {
  const rows = page.split('\n').filter(line => line.startsWith('| `'))
  const expected = ALL_RULES.map(
    ({ id, severity, title, mend }) => `| \`${id}\` | ${severity} | ${cell(title)} | ${cell(mend)} |`,
  )
  expect(rows.toSorted()).toEqual(expected.toSorted())
})
