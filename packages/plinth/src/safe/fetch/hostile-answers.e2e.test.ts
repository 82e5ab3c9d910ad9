import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'
import { nameServer, serve, serveRaw } from './loopback.fixtures.ts'
import { startSite } from './site.fixtures.ts'

const { at, outcomeOf, port, close } = await startSite()
afterAll(close)

describe('a name server that changes its answer', () => {
  it('is asked once for a connection, which goes to the address of that answer', async () => {
    await using names = await nameServer(['127.0.0.1'], ['127.0.0.3'])
    let wrong = 0
    await using _ = await serve((__, response) => response.end(String(wrong++)), '127.0.0.3', port)
    const options = { lookup: names.lookup, privateNetworks: ['127.0.0.1/32'] }
    expect(await outcomeOf(at('/text'), options)).toMatchObject({ text: 'hello' })
    expect(names.asked).toBe(1)
    expect(await outcomeOf(at('/text'), options)).toMatchObject({ rule: 'address' })
    expect([names.asked, wrong]).toEqual([2, 0])
  })

  it('cannot hide an address behind a good one', async () => {
    await using names = await nameServer(['127.0.0.1', '127.0.0.3'])
    expect(await outcomeOf(at('/text'), { lookup: names.lookup })).toMatchObject({ rule: 'address' })
  })

  it('does not win with a redirect to the same name on another port', async () => {
    await using names = await nameServer(['127.0.0.1'], ['127.0.0.3'])
    await using inner = await serve((_, response) => response.end('inner'), '127.0.0.3')
    const url = at(`/to?u=${encodeURIComponent(`http://example.com:${inner.port}/`)}`)
    const options = { lookup: names.lookup, ports: [port, inner.port] }
    expect(await outcomeOf(url, options)).toMatchObject({ rule: 'address' })
    expect(names.asked).toBe(2)
  })
})

describe('sizes', () => {
  it.each(['/large', '/bomb'])('%s is cut', async path =>
    expect(await outcomeOf(at(path))).toMatchObject({ rule: 'size' }),
  )
  it('what fits passes', async () => expect(await outcomeOf(at('/fits'))).toMatchObject({ status: 200 }))
  it.each(['/twice', '/zstd'])('%s: the encoding is refused', async path =>
    expect(await outcomeOf(at(path))).toMatchObject({ rule: 'encoding' }),
  )
  it.each(['/cut-gzip', '/not-gzip'])('%s: the answer is broken', async path =>
    expect(await outcomeOf(at(path))).toMatchObject({ error: { code: 'CONNECTION_ERROR' } }),
  )

  it.each([
    ['announces more than it sends', 'Content-Length: 1000\r\n\r\nhello'],
    ['announces two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    [
      'announces a length and chunks',
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    ],
    ['announces a negative length', 'Content-Length: -5\r\n\r\nhello'],
    ['announces no number', 'Content-Length: 5x\r\n\r\nhello'],
    ['breaks off its chunks', 'Transfer-Encoding: chunked\r\n\r\nff\r\nhello'],
    ['counts its chunks wrong', 'Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n'],
    ['has endless headers', `X: ${'a'.repeat(100_000)}\r\n\r\n`],
  ])('an answer that %s fails', async (_, rest) => {
    await using raw = await serveRaw(`HTTP/1.1 200 OK\r\n${rest}`)
    const outcome = await outcomeOf(`http://example.com:${raw.port}/`, { ports: [raw.port] })
    expect(outcome).toMatchObject({ error: { code: 'CONNECTION_ERROR' } })
  })

  it('an answer that sends more than it announces is its announced part', async () => {
    await using raw = await serveRaw(
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\nsmuggled',
    )
    const outcome = await outcomeOf(`http://example.com:${raw.port}/`, { ports: [raw.port] })
    expect(JSON.stringify(outcome)).not.toContain('smuggled')
  })

  it('an answer with a status that does not exist fails', async () => {
    await using raw = await serveRaw('HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n')
    const outcome = await outcomeOf(`http://example.com:${raw.port}/`, { ports: [raw.port] })
    expect(outcome).toMatchObject({ error: { code: 'CONNECTION_ERROR' } })
  })

  it('an answer that announces too much is not read', async () => {
    await using raw = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n')
    const outcome = await outcomeOf(`http://example.com:${raw.port}/`, { ports: [raw.port] })
    expect(outcome).toMatchObject({ rule: 'size' })
  })
})

describe('time', () => {
  it.each(['/never', '/drip'])('%s ends', async path =>
    expect(await outcomeOf(at(path), { timeoutMs: 100 })).toMatchObject({ rule: 'time' }),
  )

  it('the caller can end it, before and while it is read', async () => {
    for (const path of ['/never', '/drip']) {
      const signal = AbortSignal.timeout(50)
      expect(await outcomeOf(at(path), {}, { signal })).toMatchObject({ error: { name: 'TimeoutError' } })
    }
  })
})

it.each(['bytes', 'stream'])(
  'a gigabyte in chunks is cut, and the memory rises by no more than 32 MiB (%s)',
  async how => {
    const chunk = Buffer.alloc(2 ** 16, 'x')
    let sent = 0
    await using giant = await serve((_, response) => {
      const write = () => {
        while (sent < 2 ** 30 && !response.destroyed) {
          sent += chunk.length
          if (!response.write(chunk)) return response.once('drain', write)
        }
        return response.end()
      }
      write()
    })
    const script = join(import.meta.dirname, 'fetch-giant.fixtures.ts')
    const child = spawn(process.execPath, [
      '--expose-gc',
      '--conditions=plinth-source',
      script,
      String(giant.port),
      at('/fits'),
      how,
    ])
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    expect(errors).toBe('')
    const { rule, roseBy } = JSON.parse(output)
    expect(rule).toBe('size')
    expect(roseBy).toBeLessThanOrEqual(32 * 2 ** 20)
    expect(sent).toBeLessThan(2 ** 27)
  },
)
