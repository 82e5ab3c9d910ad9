import { describe, expect, it } from 'vitest'
import { type Check, problemsOf, type RunResult, type ScenarioResult, type Standing } from './judge.ts'

const check = (status: Check['status'], id = 'a'): Check => ({ id, status, errorMessage: 'because' })

const scenario = (checks: Check[] | undefined, standing: Standing = 'required'): ScenarioResult => ({
  scenario: 'ping',
  standing,
  checks,
})

const run = (scenarios: ScenarioResult[], exitCode: number | null = 0): RunResult => ({
  revision: '2026-07-28',
  exitCode,
  scenarios,
})

const passing = scenario([check('SUCCESS'), check('INFO'), check('SKIPPED')])

describe('problemsOf', () => {
  it('finds none in a run that conforms', () => {
    expect(problemsOf(run([passing]), {})).toEqual([])
  })

  it.each<[string, RunResult, string]>([
    ['no scenario', run([]), 'the suite ran no scenario'],
    ['nothing but optional scenarios', run([scenario([check('SUCCESS')], 'optional')]), 'ran no scenario'],
    ['a failure', run([scenario([check('SUCCESS'), check('FAILURE')])], 1), 'ping:a fails: because'],
    ['a warning', run([scenario([check('SUCCESS'), check('WARNING')])]), 'ping:a warns: because'],
    ['a scenario that broke off', run([scenario(undefined)], 1), 'ping did not run to its end'],
    ['a scenario without checks', run([scenario([])]), 'ping checked nothing'],
    ['a scenario that was skipped', run([scenario([check('SKIPPED')])]), 'ping checked nothing'],
    [
      'a failure where none is required',
      run([passing, scenario([check('FAILURE')], 'watched')]),
      'ping:a fails',
    ],
    ['an exit code without a cause', run([passing], 1), 'ended with 1'],
    ['a run that was killed', run([passing], null), 'ended with null'],
  ])('tells of %s', (_, result, problem) => {
    expect(problemsOf(result, {})).toEqual([expect.stringContaining(problem)])
  })

  it('tells of a failure that the exit code hides', () => {
    expect(problemsOf(run([scenario([check('FAILURE')])], 0), {})).toHaveLength(2)
  })

  it('lets pass what is optional, and warnings where only failures count', () => {
    const others = [scenario([check('FAILURE')], 'optional'), scenario([check('WARNING')], 'watched')]
    expect(problemsOf(run([passing, ...others]), {})).toEqual([])
  })

  describe('with a baseline', () => {
    const baseline = { '2026-07-28': { 'ping:a': 'the suite is wrong' } }

    it('excuses the checks that it names, and no others', () => {
      const two = scenario([check('SUCCESS'), check('WARNING', 'a'), check('WARNING', 'b')])
      expect(problemsOf(run([two]), baseline)).toEqual([expect.stringContaining('ping:b warns')])
    })

    it('excuses nothing on another revision', () => {
      const warning = run([scenario([check('SUCCESS'), check('WARNING')])])
      expect(problemsOf({ ...warning, revision: '2025-11-25' }, baseline)).toHaveLength(1)
    })

    it('tells of an entry that is not needed', () => {
      expect(problemsOf(run([passing]), baseline)).toEqual([expect.stringContaining('take it out')])
    })
  })
})
