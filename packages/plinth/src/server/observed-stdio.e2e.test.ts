import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, describe, expect, it } from 'vitest'
import { otlpReceiver } from '../testing/otlp-receiver.fixtures.ts'

const FIXTURE = join(import.meta.dirname, 'observed.fixtures.ts')
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const start = async (env: Record<string, string>) => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [FIXTURE],
    env: {
      ...SOURCES_ENV,
      LOG_FORMAT: 'json',
      ...env,
    },
    stderr: 'pipe',
  })
  let log = ''
  transport.stderr?.on('data', chunk => {
    log += chunk
  })
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(transport)
  ends.push(() => client.close())
  return { client, log: () => log }
}

describe('a server on stdio', () => {
  it('is traced, and its metrics are sent', async () => {
    const otlp = await otlpReceiver()
    ends.push(otlp.close)
    const { client } = await start({
      MCP_ENABLE_TRACING: 'true',
      MCP_TRACING_OTLP_URL: `http://${otlp.address}`,
    })
    const _meta = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }
    await client.callTool({ name: 'say', arguments: { word: 'hello' }, _meta })
    await client.close()
    await expect
      .poll(() => otlp.spans().map(({ name }) => name), { timeout: 10_000 })
      .toContain('tools/call say')
    const call = otlp.spans().find(({ name }) => name === 'tools/call say')
    expect(call).toMatchObject({ traceId: TRACE, attributes: { 'network.transport': 'pipe' } })
    expect(otlp.spans().find(({ name }) => name === 'echo')?.parentSpanId).toBe(call?.spanId)
    await expect
      .poll(() => otlp.metrics().map(({ name }) => name), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['mcp_tool_execution_total', 'mcp.server.operation.duration']))
  })

  it('tells in its log when its health changes', async () => {
    const { log } = await start({ MCP_HEALTH_DISK_PERCENT: '1', MCP_HEALTH_MEMORY_PERCENT: '1' })
    await expect.poll(log, { timeout: 10_000 }).toContain('"event":"health.changed"')
  })
})
