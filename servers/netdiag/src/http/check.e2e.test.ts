import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfSigned } from '../testing/certificate.ts'
import { listenOnLoopback } from '../testing/loopback.ts'
import { httpCheck } from './check.ts'
import { httpReport } from './report.ts'
import { parseUrl } from './url.ts'

const { signal } = new AbortController()
const options = { method: 'GET', maxBodyBytes: 4096, timeoutMs: 2000, signal } as const
const requests: { url: string | undefined; host: string | undefined; method: string | undefined }[] = []

const pages: Readonly<Record<string, RequestListener>> = {
  '/': (_, response) => {
    response.setHeader('Server', 'nginx/1.25.3')
    response.setHeader('Set-Cookie', 'session=secret')
    response.setHeader('X-Internal-Token', 'secret')
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end('<h1>hi\u001b[2J</h1>')
  },
  '/old': (_, response) => response.writeHead(302, { Location: '/new?x=1' }).end(),
  '/away': (_, response) => response.writeHead(301, { Location: 'http://169.254.169.254/latest' }).end(),
  '/endless': (_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(65_536)), 1)
    response.on('close', () => clearInterval(timer))
  },
  '/stalled': (_, response) => response.write('begin'),
  '/picture': (_, response) => response.setHeader('Content-Type', 'image/png').end(Buffer.alloc(100)),
}
const listener: RequestListener = (request, response) => {
  requests.push({ url: request.url, host: request.headers.host, method: request.method })
  const page = pages[request.url ?? '']
  if (page === undefined) response.writeHead(404).end()
  else page(request, response)
}

const sockets = new Set<Socket>()
const track = <S extends Server>(server: S): S => {
  server.on('connection', (socket: Socket) => {
    sockets.add(
      socket
        .resume()
        .on('error', () => {})
        .on('close', () => sockets.delete(socket)),
    )
  })
  return server
}
const plain = track(createServer(listener))
const secure = track(createSecureServer(selfSigned(), listener))
const notHttp = track(createTcpServer(socket => socket.end('SSH-2.0-x\r\n')))
const silent = track(createTcpServer())
let port: number

beforeAll(async () => {
  port = await listenOnLoopback(plain)
  for (const server of [secure, notHttp, silent]) await listenOnLoopback(server)
})

afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of [plain, secure, notHttp, silent]) server.close()
})

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
const check = (path: string, more: Partial<Parameters<typeof httpCheck>[2]> = {}) =>
  httpCheck(parseUrl(`http://127.0.0.1:${port}${path}`), '127.0.0.1', { ...options, ...more })

describe('httpCheck on loopback', () => {
  it('reports status, headers, body and phases', async () => {
    const report = await check('/')
    expect(httpReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      url: `http://127.0.0.1:${port}/`,
      address: '127.0.0.1',
      status: 200,
      statusText: 'OK',
      httpVersion: '1.1',
      headers: { server: 'nginx/1.25.3', 'content-type': 'text/html; charset=utf-8' },
      body: { bytes: 15, truncated: false, preview: '<h1>hi\\x1b[2J</h1>' },
    })
    expect(JSON.stringify(report)).not.toContain('secret')
    expect(report.timing.totalMs).toBeGreaterThanOrEqual(report.timing.connectMs + report.timing.firstByteMs)
  })

  it('connects to the checked address and asks for the name', async () => {
    const url = parseUrl(`http://no-such-name.lab.internal:${port}/`)
    await httpCheck(url, '127.0.0.1', options)
    expect(requests.at(-1)?.host).toBe(`no-such-name.lab.internal:${port}`)
  })

  it.each([
    ['/old', 302, '/new?x=1'],
    ['/away', 301, 'http://169.254.169.254/latest'],
  ])('reports where %s redirects to and stays', async (path, status, location) => {
    const before = requests.length
    const report = await check(path)
    expect(report.status).toBe(status)
    expect(report.redirect).toBe(location.startsWith('/') ? `http://127.0.0.1:${port}${location}` : location)
    expect(requests).toHaveLength(before + 1)
  })

  it('stops reading at the limit', async () => {
    const report = await check('/endless', { maxBodyBytes: 100_000 })
    expect(report.body).toMatchObject({ bytes: 100_000, truncated: true })
    await expect.poll(() => sockets.size).toBe(0)
  })

  it('shows no preview of what is not text, and reads no body for HEAD', async () => {
    expect((await check('/picture')).body).toEqual({ bytes: 100, truncated: false })
    expect((await check('/', { method: 'HEAD' })).body).toEqual({ bytes: 0, truncated: false })
    expect(requests.at(-1)?.method).toBe('HEAD')
  })

  it('reports TLS without requiring trust', async () => {
    const report = await httpCheck(parseUrl(`https://127.0.0.1:${portOf(secure)}/`), '127.0.0.1', options)
    expect(report.status).toBe(200)
    expect(report.tls).toEqual({
      protocol: 'TLSv1.3',
      trusted: false,
      trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    expect(report.timing.tlsMs).toBeGreaterThan(0)
  })

  it('says so when the service speaks something else, is silent, stalls or is not there', async () => {
    const at = (to: number, timeoutMs = 2000) =>
      httpCheck(parseUrl(`http://127.0.0.1:${to}/`), '127.0.0.1', { ...options, timeoutMs })
    await expect(at(portOf(notHttp))).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringContaining('did not answer with HTTP'),
    })
    await expect(at(portOf(silent), 150)).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(check('/stalled', { timeoutMs: 150 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(at(await freePort())).rejects.toMatchObject({ code: 'CONNECTION_ERROR' })
    await expect.poll(() => sockets.size).toBe(0)
  })

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 50)
    await expect(check('/stalled', { timeoutMs: 20_000, signal: controller.signal })).rejects.toThrow(
      'enough',
    )
    await expect.poll(() => sockets.size).toBe(0)
  })
})
