import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, it } from 'vitest'

it('serves the forecast on stdio', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=plinth-source', join(import.meta.dirname, 'server.ts')],
    stderr: 'ignore',
  })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  try {
    const { structuredContent } = await client.callTool({
      name: 'forecast',
      arguments: { city: 'Oslo', days: 2 },
    })
    expect(structuredContent).toEqual({ city: 'Oslo', highs: [23, 11] })
  } finally {
    await client.close()
  }
})
