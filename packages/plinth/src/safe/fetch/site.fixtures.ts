import { gzipSync } from 'node:zlib'
import { SafetyError } from '../refusal.ts'
import type { SafeFetchOptions } from './fetch-policy.ts'
import { serve } from './loopback.fixtures.ts'
import { safeFetch } from './safe-fetch.ts'

const MIB = 2 ** 20

const ROUTES: Record<string, [number, Record<string, string>, (string | Buffer)?]> = {
  '/text': [200, { 'content-type': 'text/plain' }, 'hello'],
  '/json': [200, { 'content-type': 'application/json' }, '{"a":1}'],
  '/missing': [404, { 'content-type': 'text/html' }, '<p>secret page</p>'],
  '/empty': [204, {}],
  '/gzip': [200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }, gzipSync('packed')],
  '/bomb': [200, { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(64 * MIB))],
  '/twice': [200, { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync(Buffer.alloc(MIB)))],
  '/zstd': [200, { 'content-encoding': 'zstd' }, 'x'],
  '/cut-gzip': [200, { 'content-encoding': 'gzip' }, gzipSync('packed').subarray(0, 12)],
  '/not-gzip': [200, { 'content-encoding': 'gzip' }, 'plain'],
  '/large': [200, {}, Buffer.alloc(MIB + 1)],
  '/fits': [200, {}, Buffer.alloc(MIB)],
  '/loop': [302, { location: '/loop' }],
  '/to-text': [301, { location: '/text' }],
  '/see-other': [303, { location: '/text' }],
  '/keep': [307, { location: '/text' }],
}

/** A server with answers of all kinds, and how to fetch from it. */
export const startSite = async () => {
  const seen: {
    url: string | undefined
    method: string | undefined
    headers: Record<string, unknown>
    body: string
  }[] = []
  const server = await serve((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ url: request.url, method: request.method, headers: request.headers, body })
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
      const location = searchParams.get('u') ?? ''
      if (pathname === '/to') return response.writeHead(302, { location }).end()
      if (pathname === '/keep-to') return response.writeHead(307, { location }).end()
      if (pathname === '/never') return
      if (pathname === '/drip') return response.write('x')
      const [status, headers, content] = ROUTES[pathname] ?? [500, {}]
      response.writeHead(status, headers).end(content)
    })
  })
  const fetchWith = (options: SafeFetchOptions = {}) =>
    safeFetch({
      schemes: ['http'],
      ports: [server.port],
      privateNetworks: ['127.0.0.1/32'],
      maxBytes: MIB,
      requestsPerSecond: 1_000,
      lookup: async () => [{ address: '127.0.0.1' }],
      ...options,
    })
  /** What came of a request: the text, or why there is none. */
  const outcomeOf = async (url: string, options: SafeFetchOptions = {}, init: RequestInit = {}) => {
    await using fetch = fetchWith(options)
    try {
      const response = await fetch(url, init)
      const { status, redirected } = response
      return { status, url: response.url, redirected, text: await response.text() }
    } catch (error) {
      return error instanceof SafetyError ? { rule: error.rule, message: error.message } : { error }
    }
  }
  return {
    port: server.port,
    seen,
    fetchWith,
    outcomeOf,
    at: (path: string, host = 'example.com') => `http://${host}:${server.port}${path}`,
    close: () => server[Symbol.asyncDispose](),
  }
}
