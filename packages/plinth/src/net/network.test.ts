import { describe, expect, it } from 'vitest'
import { containsNetwork, type Network, networksOverlap, parseNetwork } from './network.ts'

const network = (text: string): Network => {
  const parsed = parseNetwork(text)
  if (!parsed) throw new Error(`${text} should be a network`)
  return parsed
}

describe('parseNetwork', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8', 2n ** 24n],
    ['10.0.0.0/32', '10.0.0.0/32', 1n],
    ['0.0.0.0/0', '0.0.0.0/0', 2n ** 32n],
    ['FD00::1/64', 'fd00::/64', 2n ** 64n],
    ['::/0', '::/0', 2n ** 128n],
  ])('reads %s', (text, canonical, size) => {
    expect(network(text)).toMatchObject({ text: canonical, size })
  })

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/08',
    '10.0.0.0/8 ',
    '::ffff:1.2.3.4/120',
    'x/8',
    '/8',
  ])('does not read %j', text => {
    expect(parseNetwork(text)).toBeUndefined()
  })
})

it.each([
  ['10.0.0.0/8', '10.2.0.0/16', true, true],
  ['10.2.0.0/16', '10.0.0.0/8', false, true],
  ['10.0.0.0/8', '11.0.0.0/8', false, false],
  ['0.0.0.0/0', '::/0', false, false],
  ['fd00::/64', 'fd00::/64', true, true],
])('%s and %s: contains %s, overlap %s', (a, b, contains, overlap) => {
  expect(containsNetwork(network(a), network(b))).toBe(contains)
  expect(networksOverlap(network(a), network(b))).toBe(overlap)
})
