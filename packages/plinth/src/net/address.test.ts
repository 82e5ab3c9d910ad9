import { describe, expect, it } from 'vitest'
import { type AddressRange, addressOf, parseAddress, rangeOf } from './address.ts'

const ranges: [text: string, range: AddressRange][] = [
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.20.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['fd00::1', 'unique-local'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['100.64.0.1', 'carrier-grade-nat'],
  ['fd00:ec2::254', 'cloud-metadata'],
  ['fd20:ce::254', 'cloud-metadata'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['255.255.255.255', 'broadcast'],
  ['224.0.0.1', 'multicast'],
  ['ff02::1', 'multicast'],
  ['198.18.0.1', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['192.52.193.1', 'reserved'],
  ['192.31.196.1', 'reserved'],
  ['240.0.0.1', 'reserved'],
  ['2001:db8::1', 'reserved'],
  ['3fff::1', 'reserved'],
  ['2002::1', 'reserved'],
  ['64:ff9b::808:808', 'reserved'],
  ['64:ff9b:1::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['::808:808', 'reserved'],
  ['4000::1', 'reserved'],
  ['fec0::1', 'reserved'],
  ['8.8.8.8', 'public'],
  ['2606:4700::1', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['::ffff:127.0.0.1', 'loopback'],
]

describe('rangeOf', () => {
  it.each(ranges)('%s is %s', (text, range) => {
    const address = parseAddress(text)
    expect(address && rangeOf(address)).toBe(range)
  })
})

describe('parseAddress', () => {
  it.each([
    ['FD00:0:0:0::1', 6, 'fd00::1'],
    ['::ffff:10.0.0.1', 4, '10.0.0.1'],
    ['2001:db8:0:1:1:1:1:1', 6, '2001:db8:0:1:1:1:1:1'],
  ])('reads %s', (text, family, canonical) => {
    expect(parseAddress(text)).toMatchObject({ family, text: canonical })
  })

  it.each([
    '',
    '127.1',
    '1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '1.2.3.4.5',
    'fe80::1%lo',
    '::1\n',
    '1.2.3.4\n',
    '[::1]',
    'a',
  ])('does not read %j', text => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('goes back and forth between text and number', () => {
    for (const text of ['0.0.0.0', '10.1.2.3', '255.255.255.255', '::', '::1', 'fd00::a:b'])
      expect(addressOf(text.includes(':') ? 6 : 4, parseAddress(text)?.value ?? -1n).text).toBe(text)
  })
})
