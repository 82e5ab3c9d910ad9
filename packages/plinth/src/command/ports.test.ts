import { expect, it } from 'vitest'
import { parsePorts } from './ports.ts'

it.each([
  ['22', [{ first: 22, last: 22 }]],
  [
    '80,443',
    [
      { first: 80, last: 80 },
      { first: 443, last: 443 },
    ],
  ],
  ['1-65535', [{ first: 1, last: 65535 }]],
  ['8000-8000', [{ first: 8000, last: 8000 }]],
])('reads %s', (text, ranges) => {
  expect(parsePorts(text)).toEqual(ranges)
})

it.each([
  '',
  '0',
  '65536',
  '99999',
  '-',
  '1-',
  '-1',
  '2-1',
  '1-65536',
  '080',
  '1,,2',
  '1,',
  '1 2',
  '1\n',
  'http',
  '1-2-3',
  '+1',
  '1e2',
])('does not read %j', text => {
  expect(parsePorts(text)).toBeUndefined()
})
