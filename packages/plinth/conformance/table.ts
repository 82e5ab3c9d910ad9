import { has, type RunResult, type ScenarioResult } from './judge.ts'

const CELL_WIDTH = 12

/** Checks that passed, of those that said anything: `3/3`, `2/3 !` with a warning, `(4/6 x)` if it need not pass. */
const cell = (result: ScenarioResult | undefined): string => {
  if (!result) return ''
  const { checks, standing } = result
  if (!checks) return 'x'
  const told = checks.filter(({ status }) => status !== 'INFO' && status !== 'SKIPPED')
  const passed = told.filter(({ status }) => status === 'SUCCESS').length
  const mark = has(checks, 'FAILURE') ? ' x' : has(checks, 'WARNING') ? ' !' : ''
  const text = told.length === 0 ? 'skipped' : `${passed}/${told.length}${mark}`
  return standing === 'required' ? text : `(${text})`
}

const total = ({ scenarios }: RunResult): string => {
  const required = scenarios.filter(({ standing }) => standing === 'required')
  const passed = required.filter(({ checks }) => checks && !has(checks, 'FAILURE'))
  return `${passed.length}/${required.length}`
}

/** The runs side by side: a row for each scenario, a column for each revision. */
export const tableOf = (runs: readonly RunResult[]): string => {
  const names = [...new Set(runs.flatMap(({ scenarios }) => scenarios.map(({ scenario }) => scenario)))]
  const width = Math.max(...names.map(name => name.length)) + 2
  const row = (head: string, cells: readonly string[]) =>
    (head.padEnd(width) + cells.map(text => text.padEnd(CELL_WIDTH)).join('')).trimEnd()
  const line = (name: string) =>
    row(
      name,
      runs.map(({ scenarios }) => cell(scenarios.find(({ scenario }) => scenario === name))),
    )
  return [
    row(
      'scenario',
      runs.map(({ revision }) => revision),
    ),
    ...names.map(line),
    row('required scenarios that pass', runs.map(total)),
  ].join('\n')
}
