import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { ready } from './ready.ts'

const input = z.object({ text: z.string() })

/** As the SDK's documentation serves over HTTP, with the schema made once. */
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'bench', version: '1.0.0' })
  server.registerTool('echo', { inputSchema: input }, async ({ text }) => ({
    content: [{ type: 'text', text }],
  }))
  return server
})
const handle = toNodeHandler(handler)
const server = createServer(
  (request, response) => void handle(request as Parameters<typeof handle>[0], response),
)
server.listen(0, '127.0.0.1', () => ready(server))
