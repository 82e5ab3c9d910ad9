import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nmapReport } from './report.ts'
import { parseNmapXml } from './xml.ts'

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///usr/bin/../share/nmap/nmap.xsl" type="text/xsl"?>
<!-- Nmap 7.93 scan initiated as: nmap -oX - -&#45;stats-every 2s -Pn 10.0.0.1 -->
<nmaprun scanner="nmap" args="nmap -oX - -&#45;stats-every 2s" start="1795201509" version="7.93" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="3" services="22,443,8080"/>
<taskprogress task="Service scan" time="1795201515" percent="50.00" remaining="6" etc="1795201521"/>
`
const HOST = `<host starttime="1795201509" endtime="1795201520"><status state="up" reason="user-set" reason_ttl="0"/>
<address addr="10.0.0.1" addrtype="ipv4"/>
<address addr="02:42:0A:00:00:01" addrtype="mac" vendor="Fish &amp; Chips"/>
<hostnames><hostname name="gate.lab.internal" type="PTR"/></hostnames>
<ports><extraports state="closed" count="997"><extrareasons reason="reset" count="997"/></extraports>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="ssh" product="OpenSSH" version="9.6p1 Ubuntu 3ubuntu13" extrainfo="Ubuntu Linux; protocol 2.0" ostype="Linux" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.6p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service></port>
<port protocol="tcp" portid="443"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="http" tunnel="ssl" method="probed" conf="10"/><script id="http-title" output="Site title: &lt;b&gt;hi&lt;/b&gt; &amp;amp;&#xa;second &quot;line&quot;"><elem key="title">hi</elem></script></port>
<port protocol="tcp" portid="8080"><state state="filtered" reason="no-response" reason_ttl="0"/></port>
</ports>
<os><osmatch name="Linux 5.0 - 5.2" accuracy="97" line="68062">
<osclass type="general purpose" vendor="Linux" osfamily="Linux" osgen="5.X" accuracy="97"><cpe>cpe:/o:linux:linux_kernel:5</cpe></osclass>
</osmatch><osmatch name="Linux 3.1" accuracy="95" line="62917"/></os>
<uptime seconds="28" lastboot="Fri Nov 20 19:05:40 2026"/><distance value="2"/>
<hostscript><script id="smb2-time" output="date: today"/></hostscript>
<times srtt="73" rttvar="2846" to="100000"/>
</host>
`
const STATS = `<runstats><finished time="1795201520" summary="Nmap done" elapsed="11.29" exit="success"/><hosts up="1" down="3" total="4"/></runstats>
`
const WHOLE = `${HEAD}${HOST}${STATS}</nmaprun>\n`

describe('parseNmapXml', () => {
  it('reads hosts, ports, services, scripts, systems and statistics', () => {
    const report = parseNmapXml(WHOLE)
    expect(nmapReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      complete: true,
      nmapVersion: '7.93',
      arguments: 'nmap -oX - --stats-every 2s',
      startedAt: '2026-11-20T19:05:09.000Z',
      elapsedSec: 11.29,
      hostsUp: 1,
      hostsDown: 3,
      hostsTotal: 4,
    })
    expect(report.hosts).toEqual([
      {
        status: 'up',
        reason: 'user-set',
        addresses: [
          { address: '10.0.0.1', type: 'ipv4' },
          { address: '02:42:0A:00:00:01', type: 'mac', vendor: 'Fish & Chips' },
        ],
        hostnames: [{ name: 'gate.lab.internal', type: 'PTR' }],
        otherPorts: [{ state: 'closed', count: 997 }],
        ports: [
          {
            protocol: 'tcp',
            port: 22,
            state: 'open',
            reason: 'syn-ack',
            service: {
              name: 'ssh',
              product: 'OpenSSH',
              version: '9.6p1 Ubuntu 3ubuntu13',
              extraInfo: 'Ubuntu Linux; protocol 2.0',
              method: 'probed',
              confidence: 10,
              cpe: ['cpe:/a:openbsd:openssh:9.6p1', 'cpe:/o:linux:linux_kernel'],
            },
            scripts: [],
          },
          {
            protocol: 'tcp',
            port: 443,
            state: 'open',
            reason: 'syn-ack',
            service: { name: 'http', tunnel: 'ssl', method: 'probed', confidence: 10, cpe: [] },
            scripts: [{ id: 'http-title', output: 'Site title: <b>hi</b> &amp;\nsecond "line"' }],
          },
          { protocol: 'tcp', port: 8080, state: 'filtered', reason: 'no-response', scripts: [] },
        ],
        os: [
          {
            name: 'Linux 5.0 - 5.2',
            accuracy: 97,
            family: 'Linux',
            vendor: 'Linux',
            generation: '5.X',
            cpe: ['cpe:/o:linux:linux_kernel:5'],
          },
          { name: 'Linux 3.1', accuracy: 95, cpe: [] },
        ],
        scripts: [{ id: 'smb2-time', output: 'date: today' }],
        uptimeSec: 28,
        distance: 2,
      },
    ])
  })

  it.each([
    [
      'in the middle of a second host',
      `${HEAD}${HOST}<host><status state="up"/><address addr="10.0.0.2" addrt`,
      1,
    ],
    ['between hosts', `${HEAD}${HOST}${HOST}<taskprogress task="x"/>`, 2],
    ['before the end tag', `${HEAD}${HOST}${STATS}`, 1],
    ['before any host', HEAD, 0],
  ])('keeps the finished hosts of output that breaks off %s', (_, text, count) => {
    const report = parseNmapXml(text)
    expect(report.complete).toBe(false)
    expect(report.hosts).toHaveLength(count)
    expect(report.hostsUp).toBe(count)
  })

  it('reports the message of a scan that failed', () => {
    const failed = `${HEAD}<runstats><finished elapsed="0.1" exit="error" errormsg="no route"/><hosts up="0" down="0" total="0"/></runstats></nmaprun>`
    expect(parseNmapXml(failed)).toMatchObject({ complete: false, error: 'no route', hosts: [] })
  })

  it.each(['', 'Failed to resolve "x".', '<nmaprun', '<html></html>'])(
    'refuses %j, which holds no report',
    text => {
      expect(() => parseNmapXml(text)).toThrow(expect.objectContaining({ code: 'EXECUTION_ERROR' }))
    },
  )

  it('expands no entity but the five of XML', () => {
    const text = WHOLE.replace(
      '<!DOCTYPE nmaprun>',
      '<!DOCTYPE nmaprun [<!ENTITY own "expanded"><!ENTITY file SYSTEM "file:///etc/passwd">]>',
    ).replace('gate.lab.internal', '&own;&file;&lt;')
    expect(parseNmapXml(text).hosts[0]?.hostnames[0]?.name).toBe('&own;&file;<')
  })

  it('refuses markup that reaches for the prototype, and nesting without end', () => {
    const before = Object.keys(Object.prototype)
    const inside = (markup: string) => `${HEAD}<host>${markup}</host></nmaprun>`
    expect(() => parseNmapXml(inside('<constructor><prototype x="1"/></constructor>'))).toThrow(
      'cannot be read',
    )
    expect(() => parseNmapXml(inside('<table>'.repeat(5000)))).toThrow('cannot be read')
    expect(() => parseNmapXml(inside('<__proto__ polluted="1"/>'))).toThrow('cannot be read')
    expect(Object.keys(Object.prototype)).toEqual(before)
    expect({}).not.toHaveProperty('polluted')
  })

  it('gives a valid report or a ToolError for output cut anywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: WHOLE.length }), length => {
        try {
          expect(nmapReport.safeParse(parseNmapXml(WHOLE.slice(0, length))).success).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ name: 'ToolError' })
        }
      }),
    )
  })

  it('stays linear in output full of opening tags', () => {
    const started = performance.now()
    expect(() => parseNmapXml(HEAD + '<host>'.repeat(150_000))).not.toThrow()
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
