import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { closeAll, dial, errorOf, expectServed, ping, post, start, statusOf } from './http-server.fixtures.ts'
import { hardenServer, httpServerOptions } from './http-server.ts'

afterEach(closeAll)

it.each([
  ['nonsense', 'nonsense\r\n\r\n', 400],
  ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['no Host', 'POST /mcp HTTP/1.1\r\n\r\n', 400],
  ['two lengths', post(ping, ['Content-Length: 3']), 400],
  ['a length and chunks', post(ping, ['Transfer-Encoding: chunked']), 400],
  ['a length that is negative', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n', 400],
  ['a header with a line break in its name', 'GET / HTTP/1.1\r\nHost: localhost\r\nA\nB: 1\r\n\r\n', 400],
  ['a request line of 20 KB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
  ['headers of 20 KB', `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['a flood of headers', `GET / HTTP/1.1\r\nHost: localhost\r\n${'X-A: 1\r\n'.repeat(200_000)}`, 431],
])('answers %s, hangs up, and serves the next', async (_name, said, status) => {
  const { port } = await start()
  const client = dial(port)
  void client.say(said)
  const heard = await client.untilClosed()
  expect(statusOf(heard)).toBe(status)
  // Of a missing Host node itself tells, without a body.
  if (said.includes('Host')) {
    expect(errorOf(heard)).toMatchObject({ jsonrpc: '2.0', error: { message: expect.any(String) } })
    expect(errorOf(heard)).not.toHaveProperty('id')
  }
  await expectServed(port)
})

it('answers 431 to more headers than there may be, however short', async () => {
  const { port } = await start()
  const client = dial(port)
  const many = Array.from({ length: 120 }, (_, count) => `X-${count}: 1`)
  await client.say(post(ping, [...many, 'Connection: close']))
  expect(statusOf(await client.untilClosed())).toBe(431)
})

const impatient = {
  headersTimeoutMs: 300,
  requestTimeoutMs: 20_000,
  keepAliveTimeoutMs: 200,
  checkIntervalMs: 50,
}

it('sees off a hundred clients that never finish their headers, and serves others meanwhile', async () => {
  const { port } = await start(impatient)
  const slow = Array.from({ length: 100 }, () => dial(port))
  const beginning = Date.now()
  const trickle = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('X-A: 1\r\n')
  }, 50)
  for (const { say } of slow) void say('POST /mcp HTTP/1.1\r\nHost: localhost\r\n')
  await sleep(100)
  await expectServed(port)
  const answers = await Promise.all(slow.map(client => client.untilClosed()))
  clearInterval(trickle)
  expect(Date.now() - beginning).toBeLessThan(5000)
  expect(new Set(answers.map(statusOf))).toEqual(new Set([408]))
})

it('hangs up on a client that says nothing, and on one that has nothing more to say', async () => {
  const { port } = await start(impatient)
  const silent = dial(port)
  const done = dial(port)
  await done.say(post(ping))
  await Promise.all([silent.closed, done.closed])
  expect(statusOf(done.heard())).toBe(200)
})

it('has a second line of defence for whole requests', async () => {
  const { port } = await start({ ...impatient, requestTimeoutMs: 400 }, 60_000)
  const slow = dial(port)
  await slow.say(post('x'.repeat(100)).slice(0, -50))
  expect(statusOf(await slow.untilClosed())).toBe(408)
})

it('never lets an error stand for the answer to another request', async () => {
  const { port } = await start()
  const client = dial(port)
  // The first request is complete and not answered yet when the second turns out to be no HTTP.
  await client.say(`${post(ping)}nonsense\r\n\r\n`)
  const heard = await client.untilClosed()
  expect(heard).not.toMatch(/^HTTP\/1\.1 400/)
})

it('bears clients that leave in the middle, and those that come in too great a number', async () => {
  const { server, port } = await start({ maxConnections: 20 })
  for (let count = 0; count < 20; count++) {
    const client = dial(port)
    await client.say(post(ping).slice(0, -5))
    client.socket.resetAndDestroy()
  }
  await expect
    .poll(() => new Promise(resolve => server.getConnections((_error, count) => resolve(count))))
    .toBe(0)
  const held = Array.from({ length: 20 }, () => dial(port))
  await Promise.all(held.map(client => client.say('POST /mcp HTTP/1.1\r\n')))
  const extra = dial(port)
  expect(await extra.untilClosed()).toBe('')
  for (const client of held) client.socket.destroy()
  await expect
    .poll(() => new Promise(resolve => server.getConnections((_error, count) => resolve(count))))
    .toBe(0)
  await expectServed(port)
})

it('refuses settings that give a request less time than its headers', () => {
  expect(() => httpServerOptions({ headersTimeoutMs: 2, requestTimeoutMs: 1 })).toThrow(
    /requestTimeoutMs \(1\)/,
  )
})

it.each([
  ['answers', 16, true],
  ['hangs up on', 17, false],
])('%s a client that sends %i requests without waiting', async (_, count, isAnswered) => {
  let begun = 0
  const goOn = Promise.withResolvers<void>()
  const server = hardenServer(
    createServer(httpServerOptions(), async (_request, response) => {
      begun++
      await goOn.promise
      response.end('done')
    }),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = dial((server.address() as AddressInfo).port)
  await client.say('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(count))
  await expect.poll(() => begun).toBeGreaterThanOrEqual(16)
  if (!isAnswered) await client.closed
  goOn.resolve()
  if (isAnswered) await expect.poll(() => client.heard().match(/done/g)?.length).toBe(count)
  else expect(client.heard()).toBe('')
  server.close().closeAllConnections()
})
