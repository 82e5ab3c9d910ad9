import type { FetchRule } from './fetch-error.ts'

/** What the resolver of these tests knows; every other name is public. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  '127.0.0.1.nip.io': ['127.0.0.1'],
  'a9fea9fe.nip.io': ['169.254.169.254'],
  'www.10.0.0.1.sslip.io': ['10.0.0.1'],
  'localtest.me': ['127.0.0.1', '::1'],
  'six.example.com': ['::1'],
  'mapped.example.com': ['::ffff:10.0.0.1'],
  'nat64.example.com': ['64:ff9b::a00:1'],
  'sixtofour.example.com': ['2002:a00:1::1'],
  'zone.example.com': ['fe80::1%eth0'],
  'mixed.example.com': ['93.184.216.34', '10.0.0.1'],
  'mixed-last.example.com': ['93.184.216.34', '93.184.216.35', '::1'],
  'zero.example.com': ['0.0.0.0'],
  'shared.example.com': ['100.64.0.1'],
  'wire.example.com': ['168.63.129.16'],
  'odd.example.com': ['0x7f000001'],
  'none.example.com': [],
}

const hosts = (rule: FetchRule, list: string) =>
  list.split(/\s+/).map(host => [`http://${host}/`, rule] as const)
const urls = (rule: FetchRule, ...list: string[]) => list.map(url => [url, rule] as const)

/** URLs that get past careless checks, with the rule that refuses each. */
export const BYPASSES: readonly (readonly [string, FetchRule])[] = [
  // Addresses that are plainly not public.
  ...hosts(
    'address',
    `127.0.0.1 127.1.2.3 127.255.255.255 10.0.0.1 10.255.255.255 172.16.0.1
    172.31.255.255 192.168.0.1 192.168.255.255 169.254.0.1 0.0.0.0 0.1.2.3
    100.64.0.1 100.127.255.255 192.0.0.1 192.0.2.1 198.18.0.1 198.19.255.255
    198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255`,
  ),
  // IPv4 in decimal, octal, hexadecimal, short and mixed forms.
  ...hosts(
    'form',
    `2130706433 017700000001 0x7f000001 0x7F.0x0.0x0.0x1 0177.0.0.1 0177.0.0.01
    127.1 127.0.1 127.0x1 0x7f.1 0 0x0 00 127.0.0.01 127.000.000.001
    2852039166 0xa9fea9fe 0xA9.0xFE.0xA9.0xFE 0251.0376.0251.0376 169.254.43518
    169.16689662 0x0a000001 3232235521 1.2.3.4.5 127.0.0.1. 2130706433. 0x7f.1.
    4294967296 256.256.256.256 08.8.8.8 10.0.0.0x1 a.1 example.0x7f`,
  ),
  // IPv6: loopback, private, and IPv4 inside of it.
  ...hosts(
    'address',
    `[::1] [::] [0:0:0:0:0:0:0:1] [0000:0000::0001] [fc00::1] [fd12:3456::1]
    [fe80::1] [febf::1] [fec0::1] [ff02::1] [ff05::1:3] [2001:db8::1] [3fff::1]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:10.0.0.1] [0:0:0:0:0:ffff:a9fe:a9fe]
    [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1]
    [64:ff9b::a9fe:a9fe] [64:ff9b:1::a00:1] [2002:7f00:1::] [2002:a9fe:a9fe::1]
    [2001:0:4136:e378:8000:63bf:3fff:fdd2] [2001::1] [2001:10::1] [2001:20::1]
    [2001:2::1] [100::1] [5f00::1] [4000::1] [2606:4700::5efe:10.0.0.1]
    [2606:4700::200:5efe:a9fe:a9fe]`,
  ),
  ...hosts(
    'form',
    `[fe80::1%25eth0] [fe80::1%eth0] [::1%25lo] [::1 ::1 [::1]a [v1.x] []
    [::ffff:0x7f.0.0.1] [::ffff:127.1] [1::2::3] [::1].example.com`,
  ),
  // Metadata services.
  ...hosts(
    'address',
    `169.254.169.254 169.254.170.2 169.254.170.23 100.100.100.200 168.63.129.16
    192.0.0.192 169.254.169.253 [fd00:ec2::254] [fd20:ce::254] [fd00:42::42]`,
  ),
  ...hosts(
    'host',
    `metadata metadata.google.internal METADATA.google.internal metadata.goog
    metadata.tencentyun.com metadata.azure.internal metadata.platformequinix.com
    instance-data instance-data.ec2.internal api.metadata.cloud.ibm.com`,
  ),
  ...hosts('form', `metadata.google.internal.`),
  // Names of the own network.
  ...hosts(
    'host',
    `localhost LOCALHOST foo.localhost localhost.localdomain router db printer.local
    wiki.internal nas.home.arpa pc.lan ad.corp hidden.onion kubernetes.default.svc.cluster.local`,
  ),
  ...hosts('form', `localhost. example.com. example.com.. .example.com -a.example.com`),
  ...urls('form', 'http://exa mple.com/'),
  // Names whose addresses are not public.
  ...hosts(
    'address',
    `127.0.0.1.nip.io a9fea9fe.nip.io www.10.0.0.1.sslip.io localtest.me
    six.example.com mapped.example.com nat64.example.com sixtofour.example.com
    zone.example.com mixed.example.com mixed-last.example.com zero.example.com
    shared.example.com wire.example.com odd.example.com`,
  ),
  ...hosts('unresolved', `none.example.com`),
  // User names, and what parsers make of them.
  ...hosts(
    'credentials',
    `user@127.0.0.1 user:pass@example.com example.com@127.0.0.1 @127.0.0.1
    example.com:80@127.0.0.1 a@b@127.0.0.1 :@example.com example.com%40@127.0.0.1`,
  ),
  ...urls('credentials', 'http://example.com&@127.0.0.1', 'https://example.com;@169.254.169.254/latest'),
  // Backslashes, white space, control characters, missing slashes.
  ...urls(
    'form',
    'http://example.com\\@127.0.0.1/',
    'http:\\\\127.0.0.1/',
    'http:/\\127.0.0.1/',
    'http://127.0.0.1\\.example.com/',
  ),
  ...urls(
    'form',
    'http:127.0.0.1',
    'http:/127.0.0.1/',
    'http:///127.0.0.1/',
    'http:////127.0.0.1',
    '//127.0.0.1/',
    '/etc/passwd',
  ),
  ...urls(
    'form',
    ' http://127.0.0.1/',
    'http://127.0.0.1/\n',
    'ht\ntp://127.0.0.1/',
    'http://127.0.\t0.1/',
    'http://exam\r\nple.com/',
  ),
  ...urls(
    'form',
    'http://example.com\0.evil.test/',
    'http://example.com/\r\nHost: 127.0.0.1',
    '\u0000http://127.0.0.1/',
  ),
  ...urls(
    'form',
    '',
    'http://',
    'http:// /',
    'example.com',
    'http://?',
    'http://#',
    `http://example.com/${'a'.repeat(9_000)}`,
  ),
  // Unicode that becomes ASCII, and percent signs in hosts.
  ...hosts(
    'form',
    `127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① １２７.０.０.１ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ localhoſt
    𝟙𝟚𝟟.0.0.1 metadata。google。internal ｅxample.com %31%32%37.0.0.1 example%2ecom 127%2e0%2e0%2e1
    exam\u00adple.com example\u200b.com \u202elocalhost a%00b.com loc%61lhost ℀.example.com`,
  ),
  // Ports.
  ...hosts('port', `example.com:22 example.com:25 example.com:6379 example.com:8443 example.com:65535`),
  ...hosts(
    'form',
    `example.com: example.com:080 example.com:0 example.com:99999 example.com:80:80 example.com:8x`,
  ),
  // Schemes.
  ...urls(
    'scheme',
    'file:///etc/passwd',
    'ftp://example.com/',
    'file:/etc/passwd',
    'data:text/html,hello',
    'javascript:alert(1)',
    'blob:https://example.com/1',
    'about:blank',
    'jar:http://127.0.0.1!/',
    'gopher://127.0.0.1:70/_x',
    'dict://127.0.0.1:11211/stats',
  ),
  ...urls(
    'scheme',
    'ws://example.com/',
    'wss://example.com/',
    'ldap://127.0.0.1/',
    'jar://example.com/',
    'unix://run/docker.sock',
  ),
]
