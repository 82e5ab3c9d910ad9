import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, expect, it } from 'vitest'
import { createStandIn } from '../stand-in/stand-in.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const opened: (() => unknown)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function start(env: Record<string, string>) {
  const [port, standIn] = await Promise.all([freePort(), createStandIn()])
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: {
      ...SOURCES_ENV,
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
      PANTHER_INSTANCE_URL: standIn.url,
      PANTHER_API_TOKEN: standIn.token,
      ...env,
    },
  })
  opened.push(
    () => standIn.close(),
    () => child.kill('SIGKILL'),
  )
  let stderr = ''
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  await expect.poll(() => stderr, { timeout: 30_000 }).toContain('server.started')
  const connectWith = async (token?: string) => {
    const client = new Client({ name: 'test', version: '1.0.0' })
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`), {
        requestInit: { headers },
      }),
    )
    opened.push(() => client.close())
    return client
  }
  return { port, standIn, connectWith }
}

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name).sort()

it('shows callers what their tokens have scopes for, and refuses the rest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'panther-'))
  opened.push(() => rm(folder, { recursive: true }))
  const file = join(folder, 'tokens.yaml')
  const [reader, lead] = ['reader-token-0123456789', 'lead-token-0123456789']
  const tokens = [
    { name: 'reader', token: reader, scopes: ['metrics:read', 'users:read'] },
    { name: 'lead', token: lead, scopes: ['alerts:read', 'alerts:write'] },
  ]
  await writeFile(file, JSON.stringify(tokens), { mode: 0o600 })
  const { connectWith, standIn } = await start({ MCP_AUTH_TOKENS_FILE: file })

  const asReader = await connectWith(reader)
  expect(await namesOf(asReader)).toEqual([
    'get_bytes_processed_metrics',
    'get_rule_alert_metrics',
    'get_severity_alert_metrics',
    'get_user',
    'list_users',
  ])
  const alert_ids = standIn.world.incident.alertIds.slice(0, 1)
  const change = { name: 'update_alert_status', arguments: { alert_ids, status: 'CLOSED' } }
  await expect(asReader.callTool(change)).rejects.toThrow(/alerts:write/)
  expect(standIn.writes()).toEqual([])

  expect((await (await connectWith(lead)).callTool(change)).isError).toBeFalsy()
  expect(standIn.writes()).toHaveLength(1)
  await expect(connectWith()).rejects.toThrow()
})

it('lets this machine do everything where no credentials are set, and tells how it is', async () => {
  const { connectWith, port, standIn } = await start({ MCP_HEALTH_INTERVAL_SEC: '5' })
  expect(await namesOf(await connectWith())).toHaveLength(36)
  const health = async () => JSON.stringify(await (await fetch(`http://127.0.0.1:${port}/health`)).json())
  await expect.poll(health, { timeout: 10_000 }).toMatch(/"panther":\{[^}]*"status":"healthy"/)
  expect(await health()).not.toContain(standIn.token)
})

it('bears fifty calls of one tool at once, over the sockets that there are', async () => {
  const { connectWith, standIn } = await start({ MCP_PANTHER_CONNECTIONS: '5' })
  const client = await connectWith()
  const ids = standIn.world.alerts.slice(0, 50).map(({ alert }) => alert.id)
  const given = await Promise.all(
    ids.map(alert_id => client.callTool({ name: 'get_alert', arguments: { alert_id } })),
  )
  expect(given.map(({ structuredContent }) => structuredContent)).toMatchObject(
    ids.map(id => ({ alert: { id } })),
  )
  expect(standIn.counts().peakSockets).toBeLessThanOrEqual(5)
})
