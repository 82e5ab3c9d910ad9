import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../clock.ts'
import { readBody } from './body.ts'

let close = async () => {}
afterEach(() => close())

/** Answers with what it has read. */
const setUp = async () => {
  let timers = 0
  const clock = {
    now: () => systemClock.now(),
    after(ms: number, callback: () => void) {
      timers += 1
      return systemClock.after(ms, callback)
    },
  }
  const server = createServer(async (request, response) => {
    const body = await readBody(request, { maxBytes: 100, timeoutMs: 5_000, clock })
    response.end(body.kind === 'body' ? `<${Buffer.from(body.bytes).toString()}>` : body.kind)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true)
  close = async () => {
    socket.destroy()
    await new Promise(resolve => server.close(resolve))
  }
  let heard = ''
  socket.on('data', chunk => {
    heard += chunk
  })
  const hears = (text: string) => expect.poll(() => heard, { timeout: 5_000 }).toContain(text)
  return { socket, hears, timers: () => timers }
}

const head = (length: number) => `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`

it('a body that comes with its headers is taken without a timer, request after request', async () => {
  const { socket, hears, timers } = await setUp()
  for (const text of ['one', 'two', 'three']) {
    socket.write(`${head(text.length)}${text}`)
    await hears(`<${text}>`)
  }
  expect(timers()).toBe(0)
})

it('bodies of requests that come at once are told apart', async () => {
  const { socket, hears } = await setUp()
  socket.write(`${head(3)}one${head(0)}${head(5)}three`)
  await hears('<one>')
  await hears('<>')
  await hears('<three>')
})

it('the rest of a body is waited for', async () => {
  const { socket, hears, timers } = await setUp()
  socket.write(`${head(5)}fir`)
  await expect.poll(timers, { timeout: 5_000 }).toBe(1)
  socket.write(`st${head(6)}second`)
  await hears('<first>')
  await hears('<second>')
})
