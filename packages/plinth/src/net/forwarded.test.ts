import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAddress, trustedProxies } from './forwarded.ts'

const PROXIES = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']
const isTrusted = trustedProxies(PROXIES)

describe('the address of a client', () => {
  it.each<
    [what: string, socket: string | undefined, header: string | undefined, address: string | undefined]
  >([
    ['the socket without a header', '10.0.0.1', undefined, '10.0.0.1'],
    ['the socket with an empty header', '10.0.0.1', '', '10.0.0.1'],
    ['the socket where no proxy is trusted', '203.0.113.1', '6.6.6.6', '203.0.113.1'],
    ['what the proxy saw', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['what a proxy saw that is trusted by its address', '192.0.2.7', '203.0.113.9', '203.0.113.9'],
    ['not what the neighbour of that one says', '192.0.2.8', '203.0.113.9', '192.0.2.8'],
    [
      'what the outermost of several proxies saw',
      '10.0.0.1',
      '203.0.113.9, 10.0.0.3,10.0.0.2',
      '203.0.113.9',
    ],
    ['never what the client says', '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['not even when that is a proxy', '10.0.0.1', '10.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['the outermost proxy when all are', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['the machine that wrote what is no address', '10.0.0.1', '203.0.113.9, unknown', '10.0.0.1'],
    ['that machine in the middle', '10.0.0.1', '203.0.113.9, nonsense, 10.0.0.2', '10.0.0.2'],
    ['the writer of an empty entry', '10.0.0.1', '203.0.113.9,', '10.0.0.1'],
    ['the writer of a leading comma', '10.0.0.1', ',10.0.0.2', '10.0.0.2'],
    ['without its port', '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['without brackets', '10.0.0.1', '[2001:DB9::1]:4711', '2001:db9::1'],
    ['in canonical form', '10.0.0.1', '2001:0db9:0:0::0001', '2001:db9::1'],
    ['IPv4 of a socket for both', '::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['over IPv6', '2001:db8::5', '203.0.113.9', '203.0.113.9'],
    ['not by octal numbers', '10.0.0.1', '0313.0.113.9', '10.0.0.1'],
    ['as it is where it has a zone', 'fe80::1%eth0', '203.0.113.9', 'fe80::1%eth0'],
    ['nothing where there is no socket', undefined, '203.0.113.9', undefined],
  ])('is %s', (_, socket, header, address) => {
    expect(clientAddress(socket, header, isTrusted)).toBe(address)
  })

  it('takes what trusted machines say for no more than so many hops', () => {
    const chain = Array.from({ length: 40 }, (_, hop) => `10.0.1.${hop}`)
    expect(clientAddress('10.0.0.1', chain.join(','), isTrusted)).toBe('10.0.1.8')
  })

  const publicAddress = fc.ipV4().filter(text => !text.startsWith('10.') && text !== '192.0.2.7')
  const proxy = fc.nat({ max: 0xffffff }).map(n => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)

  it('gains nothing from whatever the client puts before', () => {
    const proxies = fc.array(proxy, { maxLength: 10 })
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), publicAddress, proxies, (said, client, chain) => {
        const seen = [client, ...chain]
        const honest = clientAddress('10.0.0.1', seen.join(', '), isTrusted)
        expect(honest).toBe(client)
        expect(clientAddress('10.0.0.1', [said, ...seen].join(', '), isTrusted)).toBe(honest)
      }),
    )
  })

  it('is an address that a trusted machine named, whatever the header holds', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      proxy,
      fc.constantFrom(',', ', ', '[', ']', ':1'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const header = pieces.join('')
        const address = clientAddress('10.0.0.1', header, isTrusted)
        expect(address).toMatch(/^[\da-f.:]+$/)
        expect(clientAddress('203.0.113.1', header, isTrusted)).toBe('203.0.113.1')
      }),
    )
  })

  it('reads the longest header quickly', () => {
    const started = performance.now()
    clientAddress('10.0.0.1', '10.0.0.2,'.repeat(2_000_000), isTrusted)
    clientAddress('10.0.0.1', '['.repeat(16_384), isTrusted)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

it.each(['10.0.0.0/33', 'proxy.example', '10.0.0', '10.0.0.1/', '::ffff:10.0.0.0/104', ''])(
  'does not take %j for a proxy',
  entry => {
    expect(() => trustedProxies([entry])).toThrow(TypeError)
  },
)
