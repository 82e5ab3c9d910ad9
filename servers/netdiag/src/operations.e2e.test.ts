import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

async function start() {
  const port = await freePort()
  const child = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: { ...SOURCES_ENV, MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_PORT: String(port) },
  })
  running.add(child)
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  await expect.poll(() => stderr, { timeout: 30_000 }).toContain('server.started')
  const get = async (path: string, accept = '*/*') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } })
    return { code: response.status, text: await response.text() }
  }
  return {
    child,
    port,
    get,
    json: async (path: string) => JSON.parse((await get(path, 'application/json')).text),
  }
}

it('tells operators what it is, how it is, and what its tools did', async () => {
  const { child, port, get, json } = await start()
  expect((await get('/readyz')).code).toBe(200)
  expect(await json('/')).toMatchObject({ name: 'netdiag', transport: 'http' })

  const { tools, enabled } = await json('/tools')
  expect(tools).toHaveLength(enabled)
  const nmap = tools.find(({ name }: { name: string }) => name === 'nmap')
  expect(nmap).toMatchObject({ command: 'nmap', breaker: 'closed', info: { intrusive: false } })

  await expect.poll(async () => (await json('/health')).summary.stale).toBe(0)
  const { checks } = await json('/health')
  expect(Object.keys(checks.programs.metadata)).toEqual(['nmap', 'traceroute'])
  expect(checks.breakers).toMatchObject({ priority: 'informational', metadata: { tcp_check: 'closed' } })

  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)))
  const { isError } = await client.callTool({
    name: 'tcp_check',
    arguments: { target: '127.0.0.1', ports: [port] },
  })
  expect(isError ?? false).toBe(false)
  await client.close()
  const { text } = await get('/metrics')
  expect(text).toContain('mcp_tool_execution_total{tool="tcp_check",status="success"} 1\n')
  expect(text).toContain('mcp_circuit_breaker_state{tool="nmap",state="open"} 0\n')
  expect((await json('/metrics')).tools.tcp_check).toMatchObject({ executions: 1, successes: 1 })

  child.kill('SIGTERM')
  expect((await once(child, 'close'))[0]).toBe(0)
})
