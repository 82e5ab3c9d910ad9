import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = import.meta.dirname
const args = ['--conditions=plinth-source', join(folder, 'server.ts')]

const toolsWith = async (env: Record<string, string>): Promise<readonly string[]> => {
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  try {
    return (await client.listTools()).tools.map(({ name }) => name).sort()
  } finally {
    await client.close()
  }
}

describe('the environment', () => {
  it('leaves out tools by name', async () => {
    expect(await toolsWith({ TOOL_INCLUDE: 'add,roll' })).toEqual(['add', 'roll'])
  })

  it('leaves out tools by name and tag', async () => {
    const tools = await toolsWith({ TOOL_EXCLUDE: 'add', MCP_TOOLS_EXCLUDE_TAGS: 'game' })
    expect(tools).toContain('greet')
    for (const name of ['add', 'roll', 'oracle']) expect(tools).not.toContain(name)
  })

  it('leaves out modules', async () => {
    const tools = await toolsWith({ MCP_ENABLED_MODULES: 'notes,clock' })
    expect(tools).toContain('now')
    expect(tools).not.toContain('greet')
  })
})

describe('over HTTP', () => {
  let server: ChildProcess
  let url: string
  const freePort = async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    probe.close()
    await once(probe, 'close')
    return port
  }

  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const settings = {
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: `${port}`,
      MCP_SERVER_TOKEN: 'a-token-for-tests',
    }
    server = spawn(process.execPath, args, {
      env: { ...process.env, ...settings, TOOLS_PACKAGE: join(folder, 'tools') },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    for await (const chunk of server.stderr ?? []) if (String(chunk).includes('listens on')) break
  })
  afterAll(async () => {
    server.kill()
    await once(server, 'exit')
  })

  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${url}${path}`, { headers })).status

  it('serves public routes to everybody, and others behind the credential', async () => {
    expect(await status('/version')).toBe(200)
    expect(await status('/orders')).toBe(401)
    expect(await status('/orders', { authorization: 'Bearer a-token-for-tests' })).toBe(200)
  })
})
