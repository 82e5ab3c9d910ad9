import { MCPServer } from 'mcp-use'
import { freePort } from './free-port.ts'
import { announce } from './ready.ts'
import { description, input, others } from './tools.ts'

const server = new MCPServer({ name: 'bench', version: '1.0.0' })
for (const name of ['echo', ...others])
  server.tool({ name, description, inputSchema: input }, async ({ text }) => ({
    content: [{ type: 'text', text }],
  }))
const port = await freePort()
await server.listen(port)
announce(port)
