import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { afterAll, beforeAll, expect } from 'vitest'
import { safeFetch } from './safe-fetch.ts'

const { it } = needs('openssl')
const folder = mkdtempSync(join(tmpdir(), 'safe-https-'))
const names: unknown[] = []
const server = createServer((request, response) => response.end(`hello ${request.headers.host}`))
server.on('secureConnection', socket => names.push(socket.servername))
let ca = ''
let port = 0

beforeAll(async () => {
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
        .concat(['-subj', '/CN=example.com', '-addext', 'subjectAltName=DNS:example.com,IP:127.0.0.1'])
        .concat(['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]),
      { stdio: 'ignore' },
    )
  } catch {
    return
  }
  ca = readFileSync(join(folder, 'cert.pem'), 'utf8')
  server.setSecureContext({ key: readFileSync(join(folder, 'key.pem')), cert: ca })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

const fetched = async (url: string, trusted: string | undefined) => {
  await using fetch = safeFetch({
    ports: [port],
    privateNetworks: ['127.0.0.1/32'],
    lookup: async () => [{ address: '127.0.0.1' }],
    ...(trusted ? { ca: trusted } : {}),
  })
  return (await fetch(url)).text()
}

it('over TLS the certificate is checked for the name, though the connection goes to an address', async () => {
  expect(await fetched(`https://example.com:${port}/`, ca)).toBe(`hello example.com:${port}`)
  expect(await fetched(`https://127.0.0.1:${port}/`, ca)).toBe(`hello 127.0.0.1:${port}`)
  expect(names).toEqual(['example.com', false])
})

it('a certificate for another name, or of an unknown authority, is not accepted', async () => {
  const failure = { code: 'CONNECTION_ERROR' }
  await expect(fetched(`https://other.example.com:${port}/`, ca)).rejects.toMatchObject(failure)
  await expect(fetched(`https://example.com:${port}/`, undefined)).rejects.toMatchObject(failure)
})
