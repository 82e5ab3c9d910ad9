import { createServer as createHttpServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { ready } from './ready.ts'
import { createServer } from './sdk-server.ts'

const handle = toNodeHandler(createMcpHandler(createServer))
const server = createHttpServer(
  (request, response) => void handle(request as Parameters<typeof handle>[0], response),
)
server.listen(0, '127.0.0.1', () => ready(server))
