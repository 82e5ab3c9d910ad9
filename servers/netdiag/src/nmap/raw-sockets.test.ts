import { describe, expect, it } from 'vitest'
import { ownRawSocketAccess, rawSocketAccess } from './raw-sockets.ts'

const status = (uid: number, capabilities: string) =>
  `Name:\tnode\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t0\t0\t0\t0\nCapEff:\t${capabilities}\n`

describe('rawSocketAccess', () => {
  it.each([
    ['root with every capability', status(0, '000001ffffffffff'), { allowed: true, pretends: false }],
    ['root with NET_RAW alone', status(0, '0000000000002000'), { allowed: true, pretends: false }],
    ['root without NET_RAW', status(0, '00000000a80405fb'), { allowed: false, pretends: true }],
    ['a user', status(1000, '0000000000000000'), { allowed: false, pretends: false }],
    [
      'a user with NET_RAW, which nmap does not see',
      status(1000, '0000000000002000'),
      { allowed: false, pretends: false },
    ],
    ['nothing known', '', { allowed: false, pretends: false }],
  ])('of %s', (_, text, expected) => {
    expect(rawSocketAccess(text)).toEqual(expected)
  })

  it('can be told of this process', () => {
    expect(ownRawSocketAccess()).toEqual({ allowed: expect.any(Boolean), pretends: expect.any(Boolean) })
  })
})
