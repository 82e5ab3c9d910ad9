import { expect, it } from 'vitest'
import { fineTool, lintFiles } from './lint.fixtures.ts'
import { runRules } from './run-rules.ts'
import { parseSource } from './source/source-file.ts'

const rulesIn = (source: string, off: readonly string[] = []) =>
  lintFiles({ 'a.ts': source }, off).map(({ rule, line }) => `${rule}:${line}`)

it('switches a rule off in the next line, in its own, and in the whole file', () => {
  expect(rulesIn('console.log(1)\nconsole.log(2)')).toEqual(['no-stdout:1', 'no-stdout:2'])
  expect(
    rulesIn('// plinth-lint-disable-next-line no-stdout -- a program\nconsole.log(1)\nconsole.log(2)'),
  ).toEqual(['no-stdout:3'])
  expect(rulesIn('console.log(1) // plinth-lint-disable-line no-stdout\nconsole.log(2)')).toEqual([
    'no-stdout:2',
  ])
  expect(rulesIn('console.log(1)\nconsole.log(2)\n/* plinth-lint-disable no-stdout */')).toEqual([])
})

it('switches off only what is named', () => {
  expect(rulesIn('// plinth-lint-disable sync-io, no-clean-up\nconsole.log(1)')).toEqual(['no-stdout:2'])
  expect(rulesIn('console.log(1)', ['no-stdout'])).toEqual([])
  expect(rulesIn('console.log(1)', ['sync-io'])).toEqual(['no-stdout:1'])
})

it('tells of rules that there are not', () => {
  expect(rulesIn('// plinth-lint-disable no-stdot\nconsole.log(1)')).toEqual([
    'no-stdout:2',
    'unknown-rule:1',
  ])
})

it('reaches what is found about a component, at its declaration', () => {
  const findings = (comment: string) => {
    const text = `${comment}\nserver.tool('find_orders', {}, () => 1)`
    const project = { files: new Map([['/p/a.ts', parseSource('/p/a.ts', text)]]), unreadable: [] }
    const served = { server: 'shop', tools: [fineTool({ description: undefined })], others: [] }
    return runRules({ served, project, cwd: '/p', off: new Set() })
  }
  expect(findings('')).toMatchObject([
    { rule: 'missing-description', file: 'a.ts', line: 2, component: 'find_orders' },
  ])
  expect(findings('// plinth-lint-disable-next-line missing-description')).toEqual([])
})
