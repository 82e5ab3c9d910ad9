import { expect, it } from 'vitest'
import { lineDiff } from './diff.ts'

it('shows what changes, and three lines around it', () => {
  const before = ['1', '2', '3', '4', 'old', '6', '7', '8', '9', ''].join('\n')
  const after = before.replace('old', 'new\nmore')
  expect(lineDiff(before, after)).toEqual([
    '  2',
    '  3',
    '  4',
    '- old',
    '+ new',
    '+ more',
    '  6',
    '  7',
    '  8',
  ])
})

it('shows a new file whole, and nothing where nothing changes', () => {
  expect(lineDiff('', '{\n}\n')).toEqual(['+ {', '+ }'])
  expect(lineDiff('a\n', 'a\n')).toEqual([])
  expect(lineDiff('a\na\n', 'a\na\na\n')).toEqual(['  a', '  a', '+ a'])
})
