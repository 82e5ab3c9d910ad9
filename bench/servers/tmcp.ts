import { createServer } from 'node:http'
import { createRequestListener } from '@remix-run/node-fetch-server'
import { ZodJsonSchemaAdapter } from '@tmcp/adapter-zod'
import { HttpTransport } from '@tmcp/transport-http'
import { McpServer } from 'tmcp'
import { ready } from './ready.ts'
import { description, input, others } from './tools.ts'

const server = new McpServer(
  { name: 'bench', version: '1.0.0', description: 'bench' },
  { adapter: new ZodJsonSchemaAdapter(), capabilities: { tools: { listChanged: true } } },
)
for (const name of ['echo', ...others])
  server.tool({ name, description, schema: input }, async ({ text }) => ({
    content: [{ type: 'text', text }],
  }))

const transport = new HttpTransport(server, { path: '/mcp' })
const http = createServer(
  createRequestListener(
    async request => (await transport.respond(request)) ?? new Response(null, { status: 404 }),
  ),
)
http.listen(0, '127.0.0.1', () => ready(http))
