import { expect, it } from 'vitest'
import { endsInNumber, isHostName } from './host-name.ts'

it.each(['a', 'a-b', '1a', '3com.example', 'x--y', 'A.B', `${'a'.repeat(63)}.b`])(
  'takes %s as a host name',
  name => {
    expect(isHostName(name)).toBe(true)
  },
)

it.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  '-a',
  'a-',
  'a_b',
  'a b',
  'a\n',
  'ü',
  `${'a'.repeat(64)}.b`,
  `${'a.'.repeat(127)}`,
])('does not take %j as a host name', name => {
  expect(isHostName(name)).toBe(false)
})

it.each([
  ['1', true],
  ['127.1', true],
  ['0x7f', true],
  ['a.0x', true],
  ['a.08', true],
  ['10.0.0.1.', true],
  ['1a', false],
  ['0xg', false],
  ['10.lab', false],
  ['a-1', false],
])('%s ends in a number: %s', (text, expected) => {
  expect(endsInNumber(text)).toBe(expected)
})
