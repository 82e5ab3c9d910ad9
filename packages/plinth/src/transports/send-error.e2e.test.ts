import { request as httpRequest } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import {
  closeAll,
  dial,
  errorOf,
  expectServed,
  mebibyte,
  ping,
  post,
  start,
  statusOf,
} from './http-server.fixtures.ts'

afterEach(closeAll)

it.each([
  ['announced by its length', post('x'.repeat(100)).slice(0, -50)],
  [
    'in chunks',
    'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  ],
])(
  'answers 408 to a body that does not arrive, %s, and serves others meanwhile',
  async (_name, beginning) => {
    const { port } = await start({}, 300)
    const slow = dial(port)
    await slow.say(beginning)
    await expectServed(port)
    const heard = await slow.untilClosed()
    expect(statusOf(heard)).toBe(408)
    expect(errorOf(heard)).toMatchObject({ error: { code: -31_408 } })
  },
)

const framings: [string, string, (chunk: Uint8Array) => Uint8Array][] = [
  ['announced by its length', `Content-Length: ${64 * mebibyte}`, (chunk: Uint8Array) => chunk],
  [
    'in chunks',
    'Transfer-Encoding: chunked',
    (chunk: Uint8Array) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  ],
]

const beginning = (header: string) =>
  `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${header}\r\n\r\n`

/** Sends 64 MiB as fast as it is taken. */
const pour = async (client: ReturnType<typeof dial>, frame: (chunk: Uint8Array) => Uint8Array) => {
  const framed = frame(new Uint8Array(64 * 1024).fill(0x20))
  let peak = 0
  for (let sent = 0; sent < 64 * mebibyte && client.socket.writable; sent += 64 * 1024) {
    if (!client.socket.write(framed)) {
      await Promise.race([new Promise(resolve => client.socket.once('drain', resolve)), client.closed])
    }
    peak = Math.max(peak, process.memoryUsage().arrayBuffers)
  }
  return peak
}

it.each(framings)(
  'answers 413 to a body of 64 MiB %s, in bounded memory, to a client that hears it',
  async (_name, header, frame) => {
    const { port } = await start()
    const before = process.memoryUsage().arrayBuffers
    const client = dial(port)
    await client.say(beginning(header))
    const peak = await pour(client, frame)
    const heard = await client.untilClosed()
    expect(statusOf(heard)).toBe(413)
    expect(errorOf(heard)).toMatchObject({ error: { code: -32_600 } })
    expect(peak - before).toBeLessThan(32 * mebibyte)
    await expectServed(port)
  },
)

it.each(framings)(
  'lets a client that reads only after it has sent 7 MiB %s hear its 413',
  async (_name, header, frame) => {
    const { port } = await start()
    const client = dial(port)
    client.socket.pause()
    await client.say(beginning(header))
    const sent = await new Promise<Error | undefined>(resolve => {
      client.socket.on('error', resolve)
      const framed = frame(new Uint8Array(mebibyte).fill(0x20))
      for (let count = 0; count < 6; count++) client.socket.write(framed)
      client.socket.write(framed, error => resolve(error ?? undefined))
    })
    expect(sent).toBeUndefined()
    client.socket.resume()
    expect(statusOf(await client.untilClosed())).toBe(413)
  },
)

it('hangs up as soon as the rest of a refused body has come', async () => {
  const { port } = await start()
  const client = dial(port)
  await client.say(beginning('Transfer-Encoding: chunked'))
  const sending = Date.now()
  await client.say(`500000\r\n${' '.repeat(5 * mebibyte)}\r\n0\r\n\r\n`)
  expect(statusOf(await client.untilClosed())).toBe(413)
  expect(Date.now() - sending).toBeLessThan(1500)
})

it('takes a body in chunks of one byte without keeping memory for each', async () => {
  const { port } = await start({}, 60_000)
  const client = dial(port)
  const body = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"${'x'.repeat(mebibyte)}"}}`
  const before = process.memoryUsage().heapUsed
  await client.say(
    'POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  await client.say(`${[...body].map(each => `1\r\n${each}\r\n`).join('')}0\r\n\r\n`)
  expect(statusOf(await client.untilClosed())).toBe(200)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(256 * mebibyte)
})

it.each([
  ['an encoding that there is none of', ['Content-Encoding: gzip'], 415],
  ['another host', ['Origin: https://evil.example'], 403],
])('keeps the connection when it refuses %s', async (_name, headers, status) => {
  const { port } = await start()
  const client = dial(port)
  await client.say(post(ping, headers) + post(ping, ['Connection: close']))
  const heard = await client.untilClosed()
  expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200'])
})

it.each([
  [ping.length, 100, 200],
  [64 * mebibyte, undefined, 413],
])('tells a client that asks whether to send %d bytes', async (length, encouraged, status) => {
  const { port } = await start()
  const heard = await new Promise<{ encouraged?: number; status?: number | undefined }>((resolve, reject) => {
    let asked: number | undefined
    const request = httpRequest({
      port,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': length, expect: '100-continue' },
    })
    request.on('continue', () => {
      asked = 100
      request.end(ping)
    })
    request.on('response', response => {
      response.resume()
      resolve({ ...(asked === undefined ? {} : { encouraged: asked }), status: response.statusCode })
    })
    request.on('error', reject)
    request.flushHeaders()
  })
  expect(heard).toEqual({ ...(encouraged === undefined ? {} : { encouraged }), status })
})
