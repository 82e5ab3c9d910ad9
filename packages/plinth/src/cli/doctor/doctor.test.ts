import { expect, it } from 'vitest'
import { checkNode } from './check-node.ts'
import { BRINGS } from './check-packages.ts'
import { ownManifest } from './manifest.ts'
import { fits } from './version-range.ts'

it.each([
  ['1.2.3', '^1.2.3', true],
  ['1.9.0', '^1.2.3', true],
  ['1.2.2', '^1.2.3', false],
  ['2.0.0', '^1.2.3', false],
  ['0.301.4', '^0.301.0', true],
  ['0.302.0', '^0.301.0', false],
  ['v22.19.0', '>=22.19', true],
  ['v22.18.9', '>=22.19', false],
  ['v24.0.0', '>=22.19', true],
  ['1.0.0', '1.0.0', true],
  ['1.0.1', '1.0.0', false],
  ['1.0.1', 'workspace:*', true],
])('%s in %s: %s', (version, range, expected) => {
  expect(fits(version, range)).toBe(expected)
})

it('tells what every optional package brings', () => {
  expect(Object.keys(BRINGS).sort()).toEqual(Object.keys(ownManifest().peerDependencies ?? {}).sort())
})

it('finds a Node that is too old', () => {
  expect([...checkNode('v20.11.0', '/')]).toContainEqual(
    expect.objectContaining({ status: 'problem', mend: expect.stringContaining('nodejs.org') }),
  )
})
