import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = import.meta.dirname
const args = ['--conditions=plinth-source', join(folder, 'server.ts')]
const root = mkdtempSync(join(tmpdir(), 'reference-'))
afterAll(() => rmSync(root, { recursive: true }))

const bill = { items: [{ price: '19.90', quantity: '3' }], taxPercent: '25' }

const connected = async (transport: Transport): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  return client
}

it('serves on stdio, for the tenant of who started it', async () => {
  const client = await connected(
    new StdioClientTransport({ command: process.execPath, args, cwd: root, stderr: 'ignore' }),
  )
  try {
    const answer = await client.callTool({ name: 'calculate_total', arguments: bill })
    expect(answer.structuredContent).toEqual({ net: '59.70', tax: '14.93', total: '74.63' })
    const written = await client.callTool({ name: 'write_file', arguments: { path: 'a.txt', content: 'A' } })
    expect(written.structuredContent).toEqual({ written: true })
    const code = 'return 6 * 7'
    const ran = await client.callTool({ name: 'run_code', arguments: { code } })
    expect(ran.structuredContent).toMatchObject({ value: 42 })
  } finally {
    await client.close()
  }
})

describe('over HTTP', () => {
  let server: ChildProcess
  let url: URL
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
    url = new URL(`http://127.0.0.1:${port}/mcp`)
    copyFileSync(join(folder, 'tokens.example.yaml'), join(root, 'tokens.yaml'))
    server = spawn(process.execPath, args, {
      cwd: root,
      env: {
        ...process.env,
        MCP_SERVER_TRANSPORT: 'http',
        MCP_SERVER_PORT: `${port}`,
        MCP_AUTH_TOKENS_FILE: 'tokens.yaml',
        MCP_SERVER_TOKEN: 'nobodys-token',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    for await (const chunk of server.stderr ?? []) if (String(chunk).includes('listens on')) break
  })
  afterAll(async () => {
    server.kill()
    await once(server, 'exit')
  })

  const as = (token: string) =>
    connected(
      new StreamableHTTPClientTransport(url, {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    )

  it('serves each tenant its own, and nobody who has none', async () => {
    const [ada, bob, nobody] = await Promise.all(
      ['ada-example-token-change-me', 'bob-example-token-change-me', 'nobodys-token'].map(as),
    )
    const path = 'plan.txt'
    await ada?.callTool({ name: 'write_file', arguments: { path, content: 'Secret' } })
    expect(await ada?.callTool({ name: 'read_file', arguments: { path } })).toMatchObject({
      structuredContent: { lines: ['Secret'] },
    })
    expect(await bob?.callTool({ name: 'read_file', arguments: { path } })).toMatchObject({ isError: true })
    await expect(nobody?.callTool({ name: 'list_directory' })).rejects.toThrow(/tenant|403|Forbidden/)
    await Promise.all([ada, bob, nobody].map(client => client?.close()))
  })
})
