import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  as,
  OPERATOR_TOKEN,
  type RunningServer,
  startNetdiag,
  stopAll,
  TOKEN,
} from '../testing/netdiag.fixtures.ts'
import { type FrontServer, HOST, startNginx } from './nginx.fixtures.ts'

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
const modern = (method: string, params: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method,
  params: { ...params, _meta: META },
})
const headersOf = (method: string, name?: string) => ({
  ...as(TOKEN),
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(name ? { 'mcp-name': name } : {}),
})

needs('nginx', 'openssl').describe('nginx with the example, in front of two replicas', () => {
  const cleanUp: (() => void)[] = []
  const replicas: RunningServer[] = []
  let nginx: FrontServer
  let audit = ''

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plinth-replicas-'))
    cleanUp.push(() => rmSync(folder, { recursive: true }))
    audit = join(folder, 'audit')
    const env = {
      MCP_SERVER_ALLOWED_HOSTS: HOST,
      MCP_SERVER_TRUSTED_PROXIES: '127.0.0.1',
      MCP_PROFILE: 'production',
    }
    for (const prefix of ['a', 'b'])
      replicas.push(
        await startNetdiag({ ...env, MCP_SESSIONS_PREFIX: prefix, MCP_AUDIT_FILE: `${audit}-${prefix}` }),
      )
    const [first, second] = replicas
    nginx = await startNginx(first?.port ?? 0, second?.port ?? 0, clean => cleanUp.push(clean))
  })
  afterAll(async () => {
    await stopAll()
    for (const clean of cleanUp) clean()
  })

  const initialize = async (): Promise<string> => {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    }
    const answer = await nginx.post({ jsonrpc: '2.0', id: 1, method: 'initialize', params }, as(TOKEN))
    await answer.text()
    return String(answer.headers['mcp-session-id'])
  }

  it('keeps each session of an older revision at the replica that began it', async () => {
    const sessions = await Promise.all(Array.from({ length: 12 }, initialize))
    expect(new Set(sessions.map(id => id.slice(0, 2)))).toEqual(new Set(['a.', 'b.']))
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} }
    const answers = await Promise.all(
      [...sessions, ...sessions].map(id => nginx.post(list, { ...as(TOKEN), 'mcp-session-id': id })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    for (const answer of answers) expect(await answer.text()).toContain('"nmap"')
  })

  it('sends events on when they come, while the answer stays open', async () => {
    const method = 'subscriptions/listen'
    const params = { notifications: { toolsListChanged: true } }
    const stream = await nginx.post(modern(method, params), headersOf(method))
    expect(stream).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } })
    await stream.shows('notifications/subscriptions/acknowledged')
    // Which replica has the stream is up to nginx.
    for (const { url } of replicas)
      await fetch(`${url}/tools/ping/disable`, { method: 'POST', headers: as(OPERATOR_TOKEN) })
    await stream.shows('notifications/tools/list_changed')
    stream.close()
  })

  it('serves the endpoint alone, over TLS, with a limit on bodies', async () => {
    expect(await nginx.get('/metrics')).toMatchObject({ status: 404 })
    expect(await nginx.get('/mcp/../tools')).toMatchObject({ status: 404 })
    const refused = await nginx.post({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
    expect(refused.status).toBe(401)
    expect(refused.headers['strict-transport-security']).toContain('max-age')
    expect((await nginx.post('x'.repeat(5 * 1024 * 1024), as(TOKEN))).status).toBe(413)
  })

  it('tells servers who calls, whatever the caller says of that', async () => {
    const call = modern('tools/call', { name: 'tcp_check', arguments: { target: '127.0.0.1', ports: [1] } })
    const headers = { ...headersOf('tools/call', 'tcp_check'), 'x-forwarded-for': '203.0.113.9' }
    const answer = await nginx.post(call, headers, '127.0.0.2')
    expect(answer.status).toBe(200)
    await answer.text()
    const trails = () => ['a', 'b'].map(each => readFileSync(`${audit}-${each}`, 'utf8')).join('')
    await expect.poll(trails, { timeout: 5000 }).toContain('127.0.0.2')
    expect(trails()).not.toContain('203.0.113.9')
  })
})
