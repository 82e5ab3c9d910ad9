import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'
import { tellMemory } from './memory.mjs'

const input = z.object({ text: z.string() })

tellMemory()
serveStdio(() => {
  const server = new McpServer({ name: 'bench', version: '1.0.0' })
  server.registerTool('echo', { inputSchema: input }, async ({ text }) => ({
    content: [{ type: 'text', text }],
  }))
  return server
})
