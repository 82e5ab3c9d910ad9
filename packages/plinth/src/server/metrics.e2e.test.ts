import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import parsePrometheus from 'parse-prometheus-text-format'
import { afterEach, describe, expect, it } from 'vitest'

const FIXTURE = join(import.meta.dirname, 'observed.fixtures.ts')
const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const start = async (env: Record<string, string> = {}) => {
  const port = await freePort()
  const child = spawn(process.execPath, [FIXTURE], {
    env: {
      ...SOURCES_ENV,
      LOG_FORMAT: 'json',
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
      ...env,
    },
  })
  ends.push(() => child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const exit = once(child, 'close').then(([code]) => code)
  const base = `http://127.0.0.1:${port}`
  await expect.poll(() => stderr, { timeout: 30_000 }).toContain('server.started')
  const connect = async (mode: 'legacy' | { pin: string }) => {
    const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${base}/mcp`)))
    ends.push(() => client.close())
    return client
  }
  /** As a parser that we did not write reads them. */
  const read = async (name: string) => {
    const text = await (await fetch(`${base}/metrics`)).text()
    const family = parsePrometheus(text).find(each => each.name === name)
    return (family?.metrics ?? []).map(({ labels = {}, value }) => [labels, Number(value)])
  }
  const stop = async () => {
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
  }
  return { base, connect, read, stop, log: () => stderr }
}

const checksAt = async (base: string): Promise<Record<string, unknown>> =>
  JSON.parse(await (await fetch(`${base}/health`)).text()).checks

describe('metrics of a server that runs', () => {
  it('count each execution once, whichever way it came in', async () => {
    const { base, connect, read } = await start()
    const modern = await connect({ pin: '2026-07-28' })
    const legacy = await connect('legacy')
    await modern.callTool({ name: 'order', arguments: {} })
    await legacy.callTool({ name: 'order', arguments: {} })
    const rest = await fetch(`${base}/tools/order/execute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(rest.status).toBe(200)
    expect(await read('mcp_tool_execution_total')).toEqual([[{ tool: 'order', status: 'success' }, 3]])
    expect(await read('shop_orders_total')).toEqual([[{}, 3]])
    expect(await read('mcp_requests_total')).toContainEqual([{ method: 'tools/call', status: 'success' }, 3])
    expect(await read('mcp_sessions_open')).toEqual([[{}, 1]])
  })

  it('name routes by their patterns', async () => {
    const { base, read } = await start()
    await fetch(`${base}/livez?probe=1`)
    await fetch(`${base}/secret-${'x'.repeat(20)}`)
    const counted = await read('http_server_requests_total')
    expect(counted).toContainEqual([{ route: '/livez', method: 'GET', status: '200' }, 1])
    expect(counted).toContainEqual([{ route: '(none)', method: 'GET', status: '404' }, 1])
    expect(JSON.stringify(counted)).not.toContain('secret')
    expect(await read('http_server_active_requests')).toEqual([[{}, 1]])
  })

  it('hold what modules have, and their checks show', async () => {
    const { base, read } = await start()
    expect(await read('shelf_looks_total')).toEqual([[{}, 0]])
    const check = async () => (await checksAt(base))['left.stock']
    await expect.poll(check, { timeout: 8_000 }).toMatchObject({ status: 'healthy', message: 'Full' })
  })

  it('are pushed once more when the server stops, without telling the password', async () => {
    const pushed: { url: string | undefined; authorization: string | undefined; text: string }[] = []
    const gateway = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { url, headers } = request
      pushed.push({ url, authorization: headers.authorization, text: Buffer.concat(chunks).toString() })
      response.end()
    })
    await new Promise<void>(resolve => gateway.listen(0, '127.0.0.1', resolve))
    ends.push(() => gateway.close())
    const { port } = gateway.address() as AddressInfo
    const { connect, stop, log } = await start({
      MCP_METRICS_PUSH_URL: `http://user:hidden-password@127.0.0.1:${port}/`,
    })
    const client = await connect({ pin: '2026-07-28' })
    await client.callTool({ name: 'order', arguments: {} })
    await client.close()
    await stop()
    expect(pushed).toHaveLength(1)
    expect(pushed[0]?.url).toMatch(/^\/metrics\/job\/observed\/instance\/.+/)
    expect(pushed[0]?.authorization).toBe(`Basic ${Buffer.from('user:hidden-password').toString('base64')}`)
    expect(pushed[0]?.text).toContain('mcp_tool_execution_total{tool="order",status="success"} 1')
    expect(log()).not.toContain('hidden-password')
  })

  it('that nobody takes are told of once, without the password', async () => {
    const { stop, log } = await start({ MCP_METRICS_PUSH_URL: 'http://user:hidden-password@127.0.0.1:9/' })
    await stop()
    expect(log().match(/"push.failed"/g)).toHaveLength(1)
    expect(log()).not.toContain('hidden-password')
  })
})

describe('health of a server that runs', () => {
  it('names the tool that blocks the event loop', async () => {
    const { base, connect, log } = await start({ MCP_HEALTH_INTERVAL_SEC: '5' })
    const client = await connect({ pin: '2026-07-28' })
    await client.callTool({ name: 'blocks', arguments: {} })
    const told = () =>
      log()
        .split('\n')
        .find(line => line.includes('event_loop.blocked') && line.includes('"tool":"blocks"'))
    await expect.poll(told, { timeout: 8_000 }).toContain('"level":"warning"')
    expect(JSON.parse(told() ?? '').ms).toBeGreaterThanOrEqual(400)
    const check = async () => (await checksAt(base)).event_loop
    await expect.poll(check, { timeout: 8_000 }).toMatchObject({
      metadata: {
        blocked: expect.arrayContaining([expect.objectContaining({ by: ['blocks'], certain: true })]),
      },
    })
  })
})
