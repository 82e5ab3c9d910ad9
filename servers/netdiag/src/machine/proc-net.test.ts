import { describe, expect, it } from 'vitest'
import { parseProcNet } from './proc-net.ts'

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n'
const line = (local: string, remote: string, state: string) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1000        0 19483 1 ffff8 100 0 0 10 0\n`
const NOBODY4 = '00000000:0000'
const NOBODY6 = '00000000000000000000000000000000:0000'

describe('parseProcNet', () => {
  it('keeps the listening sockets of TCP', () => {
    const text =
      HEADER +
      line('0100007F:1F90', NOBODY4, '0A') +
      line('00000000:0016', NOBODY4, '0A') +
      line('0100007F:1F90', '0100007F:C350', '01')
    expect(parseProcNet(text, 'tcp')).toEqual([
      { protocol: 'tcp', address: '127.0.0.1', port: 8080, uid: 1000, inode: '19483' },
      { protocol: 'tcp', address: '0.0.0.0', port: 22, uid: 1000, inode: '19483' },
    ])
  })

  it('keeps the sockets of UDP that are connected to nobody', () => {
    const text = HEADER + line('0100007F:0035', NOBODY4, '07') + line('0100007F:C350', '0100007F:0035', '01')
    expect(parseProcNet(text, 'udp')).toMatchObject([{ protocol: 'udp', port: 53 }])
  })

  it.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000001000000', '::1'],
    ['000000FD0000000000000000AB000000', 'fd00::ab'],
    ['0000000000000000FFFF00000100007F', '::ffff:7f00:1'],
  ])('reads the IPv6 address %s as %s', (hex, address) => {
    expect(parseProcNet(line(`${hex}:0050`, NOBODY6, '0A'), 'tcp6')).toMatchObject([{ address, port: 80 }])
  })

  it('reads the tables of big-endian machines', () => {
    expect(parseProcNet(line('7F000001:0050', NOBODY4, '0A'), 'tcp', false)).toMatchObject([
      { address: '127.0.0.1' },
    ])
  })

  it.each(['', 'nonsense', '   0: 0100007F:1F90', '0: ZZ:1 0:0 0A'])('skips %j', text => {
    expect(parseProcNet(text, 'tcp')).toEqual([])
  })
})
