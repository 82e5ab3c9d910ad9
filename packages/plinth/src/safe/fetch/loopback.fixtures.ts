import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createRawServer } from 'node:net'
import type { Lookup } from '../../net/resolve-target.ts'

/** What a test started, and ends. */
export interface Started extends AsyncDisposable {
  readonly port: number
}

/** Serves on an address of this machine. */
export const serve = async (
  listener: RequestListener<typeof IncomingMessage, typeof ServerResponse>,
  address = '127.0.0.1',
  port = 0,
): Promise<Started> => {
  const server = createServer(listener).listen(port, address)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Serves bytes as they are, whatever is asked. */
export const serveRaw = async (answer: string | Buffer): Promise<Started> => {
  const server = createRawServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

/** An answer to a query for A: the question, and a record with no time to live for each address. */
const answerTo = (query: Buffer, addresses: readonly string[]): Buffer => {
  const end = query.indexOf(0, 12) + 5
  const isA = query.readUInt16BE(end - 4) === 1
  const records = (isA ? addresses : []).map(address =>
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  )
  const head = Buffer.from(query.subarray(0, 12))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, query.subarray(12, end), ...records])
}

/**
 * A name server on loopback that gives another answer each time: the first list first, the last one from then on.
 *
 * @returns a resolver that asks it, and how often it was asked
 */
export const nameServer = async (...answers: (readonly string[])[]) => {
  let asked = 0
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? []
    asked += 1
    socket.send(answerTo(query, answer), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const resolver = new Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  const lookup: Lookup = async name => (await resolver.resolve4(name)).map(address => ({ address }))
  return {
    lookup,
    get asked() {
      return asked
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>(resolve => socket.close(resolve))
    },
  }
}
