import { describe, expect, it } from 'vitest'
import { TargetError, type TargetRule } from './target-error.ts'
import { targetPolicy } from './target-policy.ts'

const policy = targetPolicy()
const long = (length: number) => 'a'.repeat(length)

const allowed: [target: string, value: string][] = [
  ['10.0.0.0', '10.0.0.0'],
  ['10.0.0.1', '10.0.0.1'],
  ['10.255.255.255', '10.255.255.255'],
  ['172.16.0.0', '172.16.0.0'],
  ['172.31.255.255', '172.31.255.255'],
  ['192.168.0.1', '192.168.0.1'],
  ['192.168.255.255', '192.168.255.255'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.255.255.254', '127.255.255.254'],
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['fc00::', 'fc00::'],
  ['fd12:3456:789a::1', 'fd12:3456:789a::1'],
  ['FD12:3456:789A:0:0:0:0:1', 'fd12:3456:789a::1'],
  ['fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::ffff:7f00:1', '127.0.0.1'],
  ['web.lab.internal', 'web.lab.internal'],
  ['WEB.Lab.Internal', 'web.lab.internal'],
  ['a.b.c.d.e.f.lab.internal', 'a.b.c.d.e.f.lab.internal'],
  ['10.lab.internal', '10.lab.internal'],
  ['x--y.lab.internal', 'x--y.lab.internal'],
  ['xn--bcher-kva.lab.internal', 'xn--bcher-kva.lab.internal'],
  [`${long(63)}.lab.internal`, `${long(63)}.lab.internal`],
]

const networks: [target: string, value: string, addresses: number][] = [
  ['192.168.0.0/24', '192.168.0.0/24', 256],
  ['192.168.0.7/24', '192.168.0.0/24', 256],
  ['10.0.0.0/22', '10.0.0.0/22', 1024],
  ['10.1.2.3/32', '10.1.2.3/32', 1],
  ['172.31.255.0/31', '172.31.255.0/31', 2],
  ['127.0.0.0/30', '127.0.0.0/30', 4],
  ['fd00::/118', 'fd00::/118', 1024],
  ['::1/128', '::1/128', 1],
]

const refused: [target: string, rule: TargetRule][] = [
  // public
  ['8.8.8.8', 'not-allowed'],
  ['1.1.1.1', 'not-allowed'],
  ['9.255.255.255', 'not-allowed'],
  ['11.0.0.0', 'not-allowed'],
  ['172.15.255.255', 'not-allowed'],
  ['172.32.0.0', 'not-allowed'],
  ['192.167.255.255', 'not-allowed'],
  ['192.169.0.0', 'not-allowed'],
  ['126.255.255.255', 'not-allowed'],
  ['128.0.0.0', 'not-allowed'],
  ['168.63.129.16', 'not-allowed'],
  ['2606:4700:4700::1111', 'not-allowed'],
  ['2001:4860:4860::8888', 'not-allowed'],
  // special
  ['169.254.0.1', 'not-allowed'],
  ['169.254.169.254', 'not-allowed'],
  ['0.0.0.0', 'not-allowed'],
  ['0.1.2.3', 'not-allowed'],
  ['100.64.0.1', 'not-allowed'],
  ['100.100.100.200', 'not-allowed'],
  ['100.127.255.255', 'not-allowed'],
  ['224.0.0.1', 'not-allowed'],
  ['239.255.255.255', 'not-allowed'],
  ['240.0.0.1', 'not-allowed'],
  ['255.255.255.255', 'not-allowed'],
  ['192.0.0.192', 'not-allowed'],
  ['192.0.2.1', 'not-allowed'],
  ['198.18.0.1', 'not-allowed'],
  ['198.51.100.1', 'not-allowed'],
  ['203.0.113.1', 'not-allowed'],
  ['::', 'not-allowed'],
  ['fe80::1', 'not-allowed'],
  ['fec0::1', 'not-allowed'],
  ['ff02::1', 'not-allowed'],
  ['2001:db8::1', 'not-allowed'],
  ['100::1', 'not-allowed'],
  ['64:ff9b::10.0.0.1', 'not-allowed'],
  ['2002:a00:1::', 'not-allowed'],
  ['2001:0:a00:1::', 'not-allowed'],
  ['::10.0.0.1', 'not-allowed'],
  ['::7f00:1', 'not-allowed'],
  ['::ffff:0:10.0.0.1', 'not-allowed'],
  ['fd00:ec2::254', 'not-allowed'],
  ['fd20:ce::254', 'not-allowed'],
  // mapped
  ['::ffff:8.8.8.8', 'not-allowed'],
  ['::ffff:169.254.169.254', 'not-allowed'],
  ['::ffff:a9fe:a9fe', 'not-allowed'],
  ['::ffff:0.0.0.0', 'not-allowed'],
  ['0:0:0:0:0:ffff:808:808', 'not-allowed'],
  // other forms of IPv4
  ['2130706433', 'form'],
  ['167772161', 'form'],
  ['0x7f000001', 'form'],
  ['0x7f.0.0.1', 'form'],
  ['0x7F.1', 'form'],
  ['0177.0.0.1', 'form'],
  ['017700000001', 'form'],
  ['010.0.0.1', 'form'],
  ['10.0.0.01', 'form'],
  ['127.1', 'form'],
  ['10.1', 'form'],
  ['192.168.1', 'form'],
  ['10.0.0.256', 'form'],
  ['10.0.0.1.1', 'form'],
  ['10.0.0', 'form'],
  ['0', 'form'],
  ['10.0.0.0x1', 'form'],
  ['10.0.0.1.', 'form'],
  ['web.lab.internal.0x1', 'form'],
  ['::ffff:0177.0.0.1', 'form'],
  ['::ffff:10.0.0', 'form'],
  // broken IPv6
  ['fe80::1%eth0', 'form'],
  ['fd00::1%1', 'form'],
  ['::1%lo', 'form'],
  ['[::1]', 'form'],
  ['[fd00::1]:80', 'form'],
  ['fd00::1::2', 'form'],
  ['fd00:', 'form'],
  [':', 'form'],
  ['fd00::12345', 'form'],
  ['1:2:3:4:5:6:7:8:9', 'form'],
  // white space and dots
  ['', 'form'],
  [' ', 'form'],
  ['10.0.0.1 ', 'form'],
  [' 10.0.0.1', 'form'],
  ['10.0.0.1\n', 'form'],
  ['10.0.0.1\r\n', 'form'],
  ['10.0.0.1\t', 'form'],
  ['10.0.0.1\u00a0', 'form'],
  ['10.0.0.1 8.8.8.8', 'form'],
  ['10.0.0.1\u0000', 'form'],
  ['web.lab.internal\n', 'form'],
  ['web.lab.internal.', 'form'],
  ['web..lab.internal', 'form'],
  ['.lab.internal', 'form'],
  ['.', 'form'],
  // names
  ['lab.internal', 'not-allowed'],
  ['localhost', 'not-allowed'],
  ['example.com', 'not-allowed'],
  ['xlab.internal', 'not-allowed'],
  ['weblab.internal', 'not-allowed'],
  ['web.lab.internal.example.com', 'not-allowed'],
  ['web.lab.internal.com', 'not-allowed'],
  ['metadata.google.internal', 'not-allowed'],
  ['internal', 'not-allowed'],
  ['web_1.lab.internal', 'form'],
  ['-web.lab.internal', 'form'],
  ['web-.lab.internal', 'form'],
  ['-oN', 'form'],
  ['--help', 'form'],
  [`${long(64)}.lab.internal`, 'form'],
  [`${`${long(60)}.`.repeat(4)}lab.internal`, 'form'],
  [long(100_000), 'form'],
  ['bücher.lab.internal', 'form'],
  ['web。lab.internal', 'form'],
  ['①⑩.0.0.1', 'form'],
  ['１０.0.0.1', 'form'],
  ['web.lab.internal:80', 'form'],
  ['10.0.0.1:80', 'form'],
  ['user@10.0.0.1', 'form'],
  ['http://10.0.0.1', 'form'],
  ['10.0.0.1,8.8.8.8', 'form'],
  ['10.0.0.*', 'form'],
  ['10.0.0.1-5', 'not-allowed'],
  ['$(id).lab.internal', 'form'],
  ['web;id.lab.internal', 'form'],
  // networks
  ['0.0.0.0/0', 'not-allowed'],
  ['::/0', 'not-allowed'],
  ['10.0.0.0/7', 'not-allowed'],
  ['172.16.0.0/11', 'not-allowed'],
  ['192.168.0.0/15', 'not-allowed'],
  ['8.8.8.0/24', 'not-allowed'],
  ['169.254.0.0/24', 'not-allowed'],
  ['::/127', 'not-allowed'],
  ['::/80', 'not-allowed'],
  ['fd00:ec2::/118', 'not-allowed'],
  ['fe80::/118', 'not-allowed'],
  ['192.168.0.0/20', 'too-large'],
  ['10.0.0.0/8', 'too-large'],
  ['10.0.0.0/21', 'too-large'],
  ['fd12::/117', 'too-large'],
  ['fd12::/16', 'too-large'],
  ['10.0.0.0/', 'form'],
  ['10.0.0.0/33', 'form'],
  ['10.0.0.0/-1', 'form'],
  ['10.0.0.0/024', 'form'],
  ['10.0.0.0/+24', 'form'],
  ['10.0.0.0/24/24', 'form'],
  ['10.0.0.0/255.255.255.0', 'form'],
  ['10.0.0/24', 'form'],
  ['0x0a.0.0.0/24', 'form'],
  ['::ffff:10.0.0.0/120', 'form'],
  ['::ffff:10.0.0.0/24', 'form'],
  ['::ffff:a00:0/24', 'form'],
  ['fd00::%1/128', 'form'],
  ['web.lab.internal/24', 'form'],
  ['/24', 'form'],
  ['/', 'form'],
]

const ruleOf = (target: string, cidr = true): TargetRule | 'allowed' => {
  try {
    policy.check(target, { cidr })
    return 'allowed'
  } catch (error) {
    if (error instanceof TargetError) return error.rule
    throw error
  }
}

describe('the table of targets', () => {
  it.each(allowed)('allows %s', (target, value) => {
    expect(policy.check(target)).toMatchObject({ value })
  })

  it.each(networks)('allows the network %s', (target, value, addresses) => {
    expect(policy.check(target, { cidr: true })).toMatchObject({ kind: 'network', value, addresses })
  })

  it.each(refused)('refuses %j', (target, rule) => {
    expect(ruleOf(target)).toBe(rule)
  })

  it.each(networks)('refuses the network %s where one machine is expected', target => {
    expect(ruleOf(target, false)).toBe('network')
  })
})
