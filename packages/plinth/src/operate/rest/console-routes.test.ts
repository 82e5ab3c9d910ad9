import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { recordingLog } from '../../testing/recording-log.fixtures.ts'
import type { ConsoleFile } from './console-files.ts'
import { addConsoleRoutes } from './console-routes.ts'

const file = (name: string, text: string): ConsoleFile => ({ name, bytes: new TextEncoder().encode(text) })
const CODE = 'hello('.repeat(500)
const FILES = [
  file('index.html', '<p>page</p>'),
  file('console-1a2b.js', CODE),
  file('icon-1a.svg', '<svg/>'),
]

const setUp = (files: () => Promise<readonly ConsoleFile[]> = async () => FILES) => {
  const log = recordingLog()
  const app = new Hono()
  addConsoleRoutes(app, { files, log })
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const response = await app.request(path, { method, headers })
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    }
  }
  return { get, log }
}

describe('the files of the web console', () => {
  it('are for everybody, of the right type, and kept as long as their names say', async () => {
    const { get } = setUp()
    const page = await get('/console')
    expect([page.status, page.bytes.toString()]).toEqual([200, '<p>page</p>'])
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const script = await get('/console/console-1a2b.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await get('/console/icon-1a.svg')).headers.get('content-type')).toBe('image/svg+xml')
  })

  it('may do nothing but what they are there for', async () => {
    const { headers } = await setUp().get('/console')
    const policy = headers.get('content-security-policy')
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy?.split('; ')).toContain(part)
    expect(policy).not.toContain('unsafe')
    expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
      'nosniff',
      'no-referrer',
    ])
  })

  it.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['br;q=0.1, gzip', 'gzip', gunzipSync],
  ])('come compressed for who accepts %s', async (accepted, coding, decompress) => {
    const { headers, bytes } = await setUp().get('/console/console-1a2b.js', { 'accept-encoding': accepted })
    expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([coding, 'Accept-Encoding'])
    expect(bytes.length).toBeLessThan(100)
    expect(decompress(bytes).toString()).toBe(CODE)
  })

  it('come as they are for who accepts nothing else', async () => {
    const { headers, bytes } = await setUp().get('/console/console-1a2b.js')
    expect([headers.get('content-encoding'), bytes.toString()]).toEqual([null, CODE])
  })

  it('are not sent again to who has them, in that coding', async () => {
    const { get } = setUp()
    const accepting = { 'accept-encoding': 'br' }
    const etag = (await get('/console', accepting)).headers.get('etag') ?? ''
    const again = await get('/console', { ...accepting, 'if-none-match': `"other", W/${etag}` })
    expect([again.status, again.bytes.length, again.headers.get('etag')]).toEqual([304, 0, etag])
    expect((await get('/console', { 'if-none-match': etag })).status).toBe(200)
  })

  it('are made once, however many ask at one time', async () => {
    let made = 0
    const { get } = setUp(async () => {
      made += 1
      return FILES
    })
    await Promise.all([get('/console'), get('/console'), get('/console/icon-1a.svg')])
    expect(made).toBe(1)
  })

  it('are asked for again when they could not be had, of which the log tells', async () => {
    let broken = true
    const { get, log } = setUp(async () => {
      if (broken) throw new Error('no bundler')
      return FILES
    })
    const { status, bytes } = await get('/console')
    expect([status, JSON.parse(bytes.toString()).error.code]).toEqual([503, 'RESOURCE_EXHAUSTED'])
    expect(log.lines.map(({ event }) => event)).toEqual(['console.unavailable'])
    broken = false
    expect((await get('/console')).status).toBe(200)
  })

  it('are all there is, and only read', async () => {
    const { get } = setUp()
    for (const path of ['/console/other.js', '/console/..%2fpackage.json', '/console/__proto__'])
      expect((await get(path)).status).toBe(404)
    const { status, headers } = await get('/console', {}, 'POST')
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect((await get('/console', {}, 'OPTIONS')).status).toBe(204)
  })
})
