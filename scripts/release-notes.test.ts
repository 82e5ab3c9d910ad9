import { expect, it } from 'vitest'
import { releaseNotes } from './release-notes.ts'

const changelog =
  '# Changelog\n\n## [Unreleased]\n\n- next\n\n## [1.2.3] - 2026-12-01\n\n### Added\n\n- this\n\n## [1.2.2]\n\n- old\n'
const packages = [
  { name: 'plinth', version: '1.2.3' },
  { name: 'plinth-netdiag', version: '1.2.3' },
]

it('gives the section of the version', () => {
  expect(releaseNotes('v1.2.3', packages, changelog)).toBe('### Added\n\n- this')
})

it('refuses what does not agree', () => {
  expect(() => releaseNotes('1.2.3', packages, changelog)).toThrow('no tag such as')
  expect(() => releaseNotes('v1.2.4', packages, changelog)).toThrow('plinth is 1.2.3')
  expect(() => releaseNotes('v1.2.4', [{ name: 'a', version: '1.2.4' }], changelog)).toThrow('no section')
})
