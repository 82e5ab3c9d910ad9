import { createServer as createTcpServer, type Socket } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfSigned, signedByAuthority, type TestCertificate } from '../testing/certificate.ts'
import { listenOnLoopback } from '../testing/loopback.ts'
import { tlsInspect, tlsReport } from './inspect.ts'

const { signal } = new AbortController()
const target = { address: '127.0.0.1' }
const plain = createTcpServer(socket => {
  socket.on('error', () => {})
  socket.end('SSH-2.0-x\r\n')
})
const waiting = new Set<Socket>()
const silent = createTcpServer(socket => {
  waiting.add(socket.on('error', () => {}))
})
const servers: Server[] = []

async function serve(
  certificate: TestCertificate,
  options: Parameters<typeof createServer>[0] = {},
): Promise<number> {
  const server = createServer({ ...certificate, ALPNProtocols: ['h2'], ...options }, socket => {
    socket.on('error', () => {})
  })
  servers.push(server)
  return listenOnLoopback(server)
}

let certificate: TestCertificate
let port: number

beforeAll(async () => {
  certificate = selfSigned()
  port = await serve(certificate)
})

afterAll(() => {
  for (const socket of waiting) socket.destroy()
  for (const server of [plain, silent, ...servers]) server.close()
})

describe('tlsInspect on loopback', () => {
  it('reports the certificate, the protocol and the name', async () => {
    const report = await tlsInspect(target, { port, serverName: 'box.lab.internal', timeoutMs: 2000, signal })
    expect(tlsReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      address: '127.0.0.1',
      port,
      protocol: 'TLSv1.3',
      alpn: 'h2',
      trusted: false,
      trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      checkedName: 'box.lab.internal',
      nameMatches: true,
      warnings: ['The certificate is signed by itself'],
    })
    expect(report.daysLeft).toBeOneOf([29, 30])
    expect(report.certificates).toEqual([
      expect.objectContaining({
        subject: 'CN=box.lab.internal, O=Lab',
        issuer: 'CN=box.lab.internal, O=Lab',
        names: ['box.lab.internal', '127.0.0.1'],
        key: 'rsa 2048',
        keyBits: 2048,
        selfSigned: true,
      }),
    ])
  })

  it('compares the certificate with the address where there is no name', async () => {
    expect(await tlsInspect(target, { port, timeoutMs: 2000, signal })).toMatchObject({
      checkedName: '127.0.0.1',
      nameMatches: true,
    })
  })

  it('warns of a wrong name, an early end and a weak key', async () => {
    const weak = await serve(selfSigned({ days: 10, bits: 1024 }), { ciphers: 'DEFAULT:@SECLEVEL=0' })
    const report = await tlsInspect(target, {
      port: weak,
      serverName: 'other.lab.internal',
      timeoutMs: 2000,
      signal,
    })
    expect(report.nameMatches).toBe(false)
    expect(report.warnings).toEqual([
      expect.stringMatching(/^The certificate expires in (9|10) days$/),
      'The certificate is not made out to other.lab.internal',
      'The certificate is signed by itself',
      'The key is weak: rsa 1024',
    ])
  })

  it('lists the chain that the server shows, its own certificate first', async () => {
    const signed = await serve(signedByAuthority())
    const report = await tlsInspect(target, {
      port: signed,
      serverName: 'box.lab.internal',
      timeoutMs: 2000,
      signal,
    })
    expect(report).toMatchObject({ trusted: false, trustError: 'SELF_SIGNED_CERT_IN_CHAIN', warnings: [] })
    expect(report.certificates).toMatchObject([
      { subject: 'CN=box.lab.internal', issuer: 'CN=Lab CA', selfSigned: false },
      { subject: 'CN=Lab CA', issuer: 'CN=Lab CA', selfSigned: true, authority: true },
    ])
  })

  it('says when the certificate has expired, and how long ago', async () => {
    const now = () => Date.now() + 40 * 86_400_000
    const report = await tlsInspect(target, {
      port,
      serverName: 'box.lab.internal',
      timeoutMs: 2000,
      signal,
      now,
    })
    expect(report.daysLeft).toBeLessThan(-8)
    expect(report.warnings).toContain('The certificate has expired')
  })

  it('looks at a server that speaks old protocols only', async () => {
    const old = await serve(certificate, {
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    const report = await tlsInspect(target, {
      port: old,
      serverName: 'box.lab.internal',
      timeoutMs: 2000,
      signal,
    })
    expect(report.protocol).toBe('TLSv1.1')
    expect(report.warnings).toContain('The server speaks nothing newer than TLSv1.1')
  })

  it('says so when the service does not speak TLS, does not answer, or is not there', async () => {
    const inspect = (to: number) => tlsInspect(target, { port: to, timeoutMs: 200, signal })
    await expect(inspect(await listenOnLoopback(plain))).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringContaining('No TLS handshake'),
    })
    await expect(inspect(await listenOnLoopback(silent))).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(inspect(await freePort())).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringContaining('refused the connection (ECONNREFUSED)'),
    })
  })
})
