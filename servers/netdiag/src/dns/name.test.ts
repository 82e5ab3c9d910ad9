import { describe, expect, it } from 'vitest'
import { addressOfReverseName, checkDnsName, reverseName } from './name.ts'

const policy = {
  labSuffixes: ['.lab.internal', 'only.test'],
  check(target: string) {
    if (!target.endsWith('.lab.internal') && target !== 'only.test') throw new Error(`refused: ${target}`)
  },
}

describe('reverseName', () => {
  it.each([
    ['10.0.0.5', '5.0.0.10.in-addr.arpa'],
    ['::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
    ['fd12:0:0:1::ab', 'b.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.0.0.0.0.0.0.0.2.1.d.f.ip6.arpa'],
    ['fd00:1:2:3:4:5:6:7', '7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.d.f.ip6.arpa'],
  ])('of %s', (address, expected) => {
    expect(reverseName(address)).toBe(expected)
  })

  it('is read back', () => {
    expect(addressOfReverseName('5.0.0.10.in-addr.arpa')).toBe('10.0.0.5')
    expect(addressOfReverseName('0.10.in-addr.arpa')).toBeUndefined()
    expect(addressOfReverseName('host.lab.internal')).toBeUndefined()
  })
})

describe('checkDnsName', () => {
  it.each([
    ['a.lab.internal', 'a.lab.internal'],
    ['A.Lab.INTERNAL', 'a.lab.internal'],
    ['_ldap._tcp.lab.internal', '_ldap._tcp.lab.internal'],
    ['lab.internal', 'lab.internal'],
    ['only.test', 'only.test'],
  ])('allows %s', (name, expected) => {
    expect(checkDnsName(name, policy)).toBe(expected)
  })

  it.each([
    'example.com',
    'a.lab.internal.example.com',
    'lab.internal.',
    'internal',
    '',
    'a b.lab.internal',
    'a.lab.internal\n',
    'a_b.example.com',
    '__x.lab.internal\u0000',
  ])('refuses %j', name => {
    expect(() => checkDnsName(name, policy)).toThrow()
  })
})
