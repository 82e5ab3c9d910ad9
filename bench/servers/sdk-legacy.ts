import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { ready } from './ready.ts'
import { createServer } from './sdk-server.ts'

/** The SDK's own way of serving 2025-11-25: a transport and a server for each session. */
const transports = new Map<string, NodeStreamableHTTPServerTransport>()

const begin = async (): Promise<NodeStreamableHTTPServerTransport> => {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: id => void transports.set(id, transport),
  })
  await createServer().connect(transport)
  return transport
}

type Request = Parameters<NodeStreamableHTTPServerTransport['handleRequest']>[0]

const server = createHttpServer(async (request, response) => {
  const id = request.headers['mcp-session-id']
  const transport = (typeof id === 'string' ? transports.get(id) : undefined) ?? (await begin())
  await transport.handleRequest(request as Request, response)
})
server.listen(0, '127.0.0.1', () => ready(server))
