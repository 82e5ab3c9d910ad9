import { expect, it } from 'vitest'
import { isTraversal } from './traversal.ts'

it.each(['..', '../a', 'a/..', 'a/../b', 'a\\..\\b', '/etc/passwd', '\\share', 'C:/x', 'c:\\x', 'a\0b'])(
  '%j leads out',
  value => {
    expect(isTraversal(value)).toBe(true)
  },
)

it.each(['', 'a', 'a/b', '...', 'a..b', '..a/b..', 'a:b', '.', 'v1..v2'])('%j stays inside', value => {
  expect(isTraversal(value)).toBe(false)
})
