import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { sendWebResponse } from './web.ts'

const mebibyte = 1024 * 1024
const servers: Server[] = []
const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** A server that sends one stream, and a client that does with its connection what a test says. */
const stream = async (maxQueuedBytes: number) => {
  const { promise: made, resolve } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
  const cancelled = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const server = createServer((_, response) => {
    const body = new ReadableStream<Uint8Array>({
      start: resolve,
      cancel: () => cancelled.resolve(),
    })
    sendWebResponse(new Response(body), response, maxQueuedBytes).then(ended.resolve, ended.reject)
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  return { socket, controller: await made, cancelled: cancelled.promise, ended: ended.promise }
}

describe('a stream', () => {
  it('is cut off when its client does not read, and what fills it is told', async () => {
    const { socket, controller, cancelled, ended } = await stream(mebibyte)
    await once(socket, 'readable')
    const closed = once(socket, 'close')
    let filled = 0
    let isOver = false
    ended.then(() => {
      isOver = true
    })
    while (!isOver && filled < 256) {
      controller.enqueue(new Uint8Array(mebibyte / 4))
      filled++
      await turn()
    }
    await cancelled
    await ended
    socket.resume()
    await closed
    expect(filled).toBeLessThan(256)
  })

  it('may be longer than that in one piece, or to a client that reads', async () => {
    const { socket, controller, ended } = await stream(mebibyte)
    let read = 0
    socket.on('data', chunk => {
      read += chunk.length
    })
    controller.enqueue(new Uint8Array(8 * mebibyte))
    controller.close()
    await ended
    await once(socket, 'close')
    expect(read).toBeGreaterThan(8 * mebibyte)
  })

  it('ends when its client goes away', async () => {
    const { socket, cancelled, ended } = await stream(mebibyte)
    await once(socket, 'readable')
    socket.destroy()
    await cancelled
    await ended
  })
})
