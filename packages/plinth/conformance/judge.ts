/** One check of the suite, as it stands in its results. */
export interface Check {
  readonly id: string
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO'
  readonly errorMessage?: string
}

/** How much a scenario counts: `required`; `watched`, when only its failures do; `optional`, when nothing does. */
export type Standing = 'required' | 'watched' | 'optional'

export interface ScenarioResult {
  readonly scenario: string
  readonly standing: Standing
  /** Undefined when the scenario did not run to its end. */
  readonly checks: readonly Check[] | undefined
}

/** What one run of the suite, for one revision, left behind. */
export interface RunResult {
  readonly revision: string
  readonly exitCode: number | null
  readonly scenarios: readonly ScenarioResult[]
}

/** For each revision, the checks (`scenario:check`) that do not count, and why. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, string>>>>

const COUNTED: Readonly<Record<Standing, readonly Check['status'][]>> = {
  required: ['FAILURE', 'WARNING'],
  watched: ['FAILURE'],
  optional: [],
}

export const has = (checks: readonly Check[] | undefined, status: Check['status']): boolean =>
  checks?.some(check => check.status === status) ?? false

/** Everything about a scenario that counts against it, by check; the scenario as a whole has no check. */
const faultsOf = ({ scenario, standing, checks }: ScenarioResult) => {
  if (standing === 'optional') return []
  if (!checks) return [{ key: scenario, text: `${scenario} did not run to its end` }]
  const counted = checks.filter(({ status }) => COUNTED[standing].includes(status))
  const faults = counted.map(({ id, status, errorMessage }) => ({
    key: `${scenario}:${id}`,
    text: `${scenario}:${id} ${status === 'FAILURE' ? 'fails' : 'warns'}: ${errorMessage ?? 'no reason given'}`,
  }))
  const isVacuous =
    standing === 'required' && !checks.some(({ status }) => status !== 'INFO' && status !== 'SKIPPED')
  return isVacuous ? [...faults, { key: scenario, text: `${scenario} checked nothing` }] : faults
}

/**
 * Says what is wrong with a run; nothing, when it conforms.
 *
 * A run that proves nothing is wrong too: one without scenarios, with a scenario that did not finish, or whose exit
 * code tells another story than its results. So is an entry of the baseline that is not needed any more.
 */
export const problemsOf = ({ revision, exitCode, scenarios }: RunResult, baseline: Baseline): string[] => {
  const required = scenarios.filter(({ standing }) => standing === 'required')
  if (required.length === 0) return [`${revision}: the suite ran no scenario`]
  const excused = baseline[revision] ?? {}
  const faults = scenarios.flatMap(faultsOf)
  const problems = faults.filter(({ key }) => !Object.hasOwn(excused, key)).map(({ text }) => text)
  for (const key of Object.keys(excused))
    if (!faults.some(fault => fault.key === key)) problems.push(`${key} passes: take it out of the baseline`)
  const failing = required.some(({ checks }) => !checks || has(checks, 'FAILURE'))
  if (exitCode !== (failing ? 1 : 0))
    problems.push(`the suite ended with ${exitCode}, which its results do not explain`)
  return problems.map(problem => `${revision}: ${problem}`)
}
