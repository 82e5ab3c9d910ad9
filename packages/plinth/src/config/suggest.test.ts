import { expect, it } from 'vitest'
import { didYouMean } from './suggest.ts'

it.each([
  ['servr.port', ' Did you mean server.port?'],
  ['server.prot', ' Did you mean server.port?'],
  ['SERVER.PATH', ' Did you mean server.path?'],
  ['entirely.else', ''],
  ['', ''],
  ['x'.repeat(100_000), ''],
])('%.20s', (name, hint) => {
  expect(didYouMean(name, ['server.path', 'server.port', 'log.level'])).toBe(hint)
})
