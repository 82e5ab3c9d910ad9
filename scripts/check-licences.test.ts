import { expect, it } from 'vitest'
import { isAllowed, licenceProblems } from './check-licences.ts'

it.each<[expression: string, allowed: boolean]>([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['(GPL-2.0-only OR LGPL-2.1-only)', false],
  ['SEE LICENSE IN LICENSE', false],
  ['UNLICENSED', false],
])('%s: %s', (expression, allowed) => {
  expect(isAllowed(expression)).toBe(allowed)
})

it('names what may not be used, wherever it is installed', () => {
  const packages = {
    '': { license: 'Apache-2.0' },
    'servers/own': {},
    'node_modules/own': { link: true },
    'node_modules/good': { version: '1.0.0', license: 'MIT' },
    'node_modules/good/node_modules/@bad/copyleft': { version: '2.0.0', license: 'AGPL-3.0-only' },
    'node_modules/silent': { version: '3.0.0' },
  }
  expect(licenceProblems({ packages })).toEqual([
    '@bad/copyleft@2.0.0 is under AGPL-3.0-only, which is not in ALLOWED',
    'silent@3.0.0 says nothing of its licence: read it, and add it to KNOWN',
  ])
  expect(licenceProblems({ packages }, { silent: 'MIT', '@bad/copyleft': 'bought' })).toEqual([])
})
