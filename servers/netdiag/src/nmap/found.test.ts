import { describe, expect, it } from 'vitest'
import { foundReader } from './found.ts'

const hint = (address: string, state = 'up') => [
  `<hosthint><status state="${state}" reason="arp-response" reason_ttl="0"/>`,
  `<address addr="${address}" addrtype="ipv4"/>`,
  '<address addr="AA:BB:CC:00:11:22" addrtype="mac"/>',
  '<hostnames>',
  '</hostnames>',
  '</hosthint>',
]

const host = (address: string, open: readonly number[] = [], state = 'up') => [
  `<host starttime="1" endtime="2"><status state="${state}" reason="syn-ack" reason_ttl="0"/>`,
  `<address addr="${address}" addrtype="${address.includes(':') ? 'ipv6' : 'ipv4'}"/>`,
  '<hostname name="evil &lt;address addr=&quot;9.9.9.9&quot;" type="PTR"/>',
  ...open.map(port => `<port protocol="tcp" portid="${port}"><state state="open" reason="syn-ack"/></port>`),
  '<port protocol="tcp" portid="1"><state state="closed" reason="reset"/></port>',
  '</ports>',
  '</host>',
]

const summaryOf = (...lines: readonly string[]) => {
  const found = foundReader()
  for (const line of lines) found.read(line)
  return found.summary()
}

describe('foundReader', () => {
  it.each([
    ['nothing yet', [], ''],
    ['who answered', hint('10.0.0.1'), '1 host up (10.0.0.1)'],
    [
      'who answered, and who was looked at',
      [...hint('10.0.0.1'), ...hint('10.0.0.2'), ...host('10.0.0.1', [22, 80])],
      '2 hosts up (10.0.0.1, 10.0.0.2); 1 scanned, 2 open ports',
    ],
    ['who has no open ports', host('fe80::1'), '1 host up (fe80::1); 1 scanned, 0 open ports'],
    ['nobody who is down', [...hint('10.0.0.1', 'down'), ...host('10.0.0.2', [22], 'down')], ''],
    [
      'not too many',
      [1, 2, 3, 4, 5, 6, 7].flatMap(n => hint(`10.0.0.${n}`)),
      '7 hosts up (10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5 and 2 more)',
    ],
  ])('tells %s', (_, lines, expected) => {
    expect(summaryOf(...lines)).toBe(expected)
  })

  it('takes nothing from outside of a machine', () => {
    expect(summaryOf('<address addr="10.0.0.1" addrtype="ipv4"/>', '<state state="open"')).toBe('')
  })
})
