import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { announce } from './ready.ts'

/**
 * Answers every request with the same bytes, and reads none of it: no HTTP server can be faster, so that what it reaches is
 * what the load generator can do.
 */
const body = '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"xxxxx"}]}}'
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
)

const server = createServer(socket => {
  socket.setNoDelay(true)
  socket.on('data', () => socket.write(answer))
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port))
