import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestAnswer, type TestDnsServer, testDnsServer, wireName, words } from '../testing/dns-server.ts'
import { dnsLookup } from './lookup.ts'
import { dnsReport, type RecordType } from './record.ts'

const [A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV] = [1, 2, 5, 6, 12, 15, 16, 28, 33]
const { signal } = new AbortController()

const text = (value: string) => Buffer.concat([Buffer.of(value.length), Buffer.from(value)])
const zone: Readonly<Record<string, TestAnswer>> = {
  [`box.lab.internal ${A}`]: [
    { type: A, data: Buffer.of(10, 0, 0, 5) },
    { type: A, data: Buffer.of(10, 0, 0, 6) },
  ],
  [`box.lab.internal ${AAAA}`]: [
    { type: AAAA, data: Buffer.concat([Buffer.of(0xfd), Buffer.alloc(14), Buffer.of(1)]) },
  ],
  [`box.lab.internal ${TXT}`]: [{ type: TXT, data: Buffer.concat([text('one "two"'), text('three')]) }],
  [`www.lab.internal ${CNAME}`]: [{ type: CNAME, data: wireName('box.lab.internal') }],
  [`lab.internal ${NS}`]: [{ type: NS, data: wireName('ns.lab.internal') }],
  [`lab.internal ${MX}`]: [{ type: MX, data: Buffer.concat([words(10), wireName('mail.lab.internal')]) }],
  [`lab.internal ${SOA}`]: [
    {
      type: SOA,
      data: Buffer.concat([
        wireName('ns.lab.internal'),
        wireName('admin.lab.internal'),
        words(0, 7, 0, 8, 0, 9, 0, 10, 0, 11),
      ]),
    },
  ],
  [`_ldap._tcp.lab.internal ${SRV}`]: [
    { type: SRV, data: Buffer.concat([words(1, 2, 389), wireName('box.lab.internal')]) },
  ],
  [`5.0.0.10.in-addr.arpa ${PTR}`]: [{ type: PTR, data: wireName('box.lab.internal') }],
  [`empty.lab.internal ${A}`]: [],
  [`broken.lab.internal ${A}`]: { rcode: 2 },
  [`closed.lab.internal ${A}`]: { rcode: 5 },
  [`slow.lab.internal ${A}`]: 'silence',
}

let server: TestDnsServer

beforeAll(async () => {
  server = await testDnsServer((name, type) => zone[`${name} ${type}`] ?? { rcode: 3 })
})
afterAll(() => server.close())

const lookup = (name: string, type: RecordType, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  dnsLookup(name, type, {
    server: { address: '127.0.0.1', port: server.port },
    timeoutMs: 2000,
    signal,
    ...more,
  })

describe('dnsLookup against a server on loopback', () => {
  it.each<[string, RecordType, unknown]>([
    [
      'box.lab.internal',
      'A',
      [
        { value: '10.0.0.5', ttlSec: 60 },
        { value: '10.0.0.6', ttlSec: 60 },
      ],
    ],
    ['box.lab.internal', 'AAAA', [{ value: 'fd00::1', ttlSec: 60 }]],
    ['box.lab.internal', 'TXT', [{ value: '"one \\"two\\"" "three"' }]],
    ['www.lab.internal', 'CNAME', [{ value: 'box.lab.internal' }]],
    ['lab.internal', 'NS', [{ value: 'ns.lab.internal' }]],
    ['lab.internal', 'MX', [{ value: 'mail.lab.internal', priority: 10 }]],
    ['lab.internal', 'SOA', [{ value: 'ns.lab.internal admin.lab.internal 7 8 9 10 11' }]],
    ['_ldap._tcp.lab.internal', 'SRV', [{ value: 'box.lab.internal', priority: 1, weight: 2, port: 389 }]],
    ['5.0.0.10.in-addr.arpa', 'PTR', [{ value: 'box.lab.internal' }]],
  ])('%s %s', async (name, type, answers) => {
    const report = await lookup(name, type)
    expect(dnsReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({ name, type, status: 'NOERROR', server: `127.0.0.1:${server.port}` })
    expect(report.answers).toEqual(answers)
  })

  it.each([
    ['nobody.lab.internal', 'NXDOMAIN'],
    ['empty.lab.internal', 'NODATA'],
    ['broken.lab.internal', 'SERVFAIL'],
    ['closed.lab.internal', 'REFUSED'],
  ])('%s is %s, which is an answer', async (name, status) => {
    expect(await lookup(name, 'A')).toMatchObject({ status, answers: [] })
  })

  it('asks a silent server twice, and then says that it is silent', async () => {
    const before = server.questions.length
    await expect(lookup('slow.lab.internal', 'A', { timeoutMs: 600 })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: `DNS server 127.0.0.1:${server.port} did not answer in time`,
    })
    expect(server.questions.slice(before)).toEqual(['slow.lab.internal 1', 'slow.lab.internal 1'])
  })

  it('says so when there is no server', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    socket.close()
    await once(socket, 'close')
    await expect(
      dnsLookup('box.lab.internal', 'A', { server: { address: '127.0.0.1', port }, timeoutMs: 1000, signal }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(CONNECTION_ERROR|TIMEOUT)$/) })
  })

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 50)
    const started = performance.now()
    await expect(
      lookup('slow.lab.internal', 'A', { timeoutMs: 20_000, signal: controller.signal }),
    ).rejects.toThrow('enough')
    expect(performance.now() - started).toBeLessThan(500)
  })
})
