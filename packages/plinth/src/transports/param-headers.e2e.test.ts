import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../index.ts'
import { serveHttp } from './http.ts'

it('refuses a call whose header says something else than the argument that it mirrors', async () => {
  const server = new Plinth({ name: 'test' })
  const input = z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) })
  server.tool('route', { input }, ({ region }) => region)
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, { port: 0 })
  onTestFinished(() => serving.close())
  const call = async (headers: Record<string, string>) => {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const params = { name: 'route', arguments: { region: 'north' }, _meta }
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'route',
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
    })
    return { status: response.status, body: await response.text() }
  }
  expect(await call({ 'mcp-param-region': 'north' })).toMatchObject({ status: 200 })
  for (const headers of [{}, { 'mcp-param-region': 'south' }]) {
    const { status, body } = await call(headers)
    expect(status).toBe(400)
    expect(JSON.parse(body)).toMatchObject({ id: 1, error: { code: -32_020 } })
  }
})
