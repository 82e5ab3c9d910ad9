import { describe, expect, it } from 'vitest'
import { describeInterfaces, interfacesReport } from './interfaces.ts'

describe('describeInterfaces', () => {
  it('lists addresses by interface, and no MAC address where there is none', () => {
    const report = describeInterfaces({
      hostname: () => 'box',
      networkInterfaces: () => ({
        lo: [
          {
            address: '127.0.0.1',
            netmask: '255.0.0.0',
            family: 'IPv4',
            mac: '00:00:00:00:00:00',
            internal: true,
            cidr: '127.0.0.1/8',
          },
        ],
        eth0: [
          {
            address: '10.0.0.5',
            netmask: '255.255.255.0',
            family: 'IPv4',
            mac: '02:42:0a:00:00:05',
            internal: false,
            cidr: '10.0.0.5/24',
          },
          {
            address: 'fe80::1',
            netmask: 'ffff:ffff:ffff:ffff::',
            family: 'IPv6',
            mac: '02:42:0a:00:00:05',
            internal: false,
            cidr: null,
            scopeid: 2,
          },
        ],
      }),
    })
    expect(interfacesReport.parse(report)).toEqual(report)
    expect(report).toEqual({
      hostname: 'box',
      interfaces: [
        {
          name: 'lo',
          internal: true,
          addresses: [{ address: '127.0.0.1', family: 'IPv4', cidr: '127.0.0.1/8' }],
        },
        {
          name: 'eth0',
          mac: '02:42:0a:00:00:05',
          internal: false,
          addresses: [
            { address: '10.0.0.5', family: 'IPv4', cidr: '10.0.0.5/24' },
            { address: 'fe80::1', family: 'IPv6', scopeId: 2 },
          ],
        },
      ],
    })
  })
})
