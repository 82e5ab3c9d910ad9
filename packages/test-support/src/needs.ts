import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, it } from 'vitest'

/** Something of the machine that a test cannot do without. */
export interface Need {
  /** What is needed, in words that complete "absent here: ...". */
  what: string
  /** Whether this machine has it. */
  present(): boolean
}

type Body = () => void | Promise<void>
type Declare = (title: string, body: Body, timeoutMs?: number) => void

/** `describe` and `it` for tests that have needs. */
export interface NeedyTests {
  describe: Declare
  it: Declare
}

/** Whether a program of this name can be run from the search path. */
const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const program = (name: string): Need => ({ what: `the program ${name}`, present: () => isInstalled(name) })

/**
 * `describe` and `it` for tests that cannot run everywhere. Where a need is absent they skip and say so in
 * the title; where `CI` is `true` they fail instead, so that continuous integration cannot pass by skipping.
 *
 * @param wanted names of programs, or needs of another kind
 * @example
 * ```ts norun
 * const { describe, it } = needs('nmap')
 * describe('scan', () => {
 *   it('finds an open port', async () => {})
 * })
 * ```
 */
export const needs = (...wanted: (string | Need)[]): NeedyTests => {
  const absent = wanted
    .map(need => (typeof need === 'string' ? program(need) : need))
    .filter(need => !need.present())
    .map(need => need.what)
    .join(', ')
  if (absent === '') return { describe, it }
  if (process.env.CI === 'true') {
    const fail: Declare = title =>
      it(title, () => {
        throw new Error(`Absent here: ${absent}. With CI=true this fails instead of skipping: install it.`)
      })
    return { describe: fail, it: fail }
  }
  const reason = `(absent here: ${absent})`
  return {
    describe: (title, body, timeoutMs) => describe.skip(`${title} ${reason}`, body, timeoutMs),
    it: (title, body, timeoutMs) => it.skip(`${title} ${reason}`, body, timeoutMs),
  }
}
