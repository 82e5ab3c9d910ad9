import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createMCPClient } from '@ai-sdk/mcp'
import { Experimental_StdioMCPTransport as AiStdio } from '@ai-sdk/mcp/mcp-stdio'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as FirstStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as FirstHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { needs } from '@plinth/test-support'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterAll, beforeAll, expect } from 'vitest'
import { listenOnLoopback } from './testing/loopback.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const IDENTITY = { name: 'test', version: '1.0.0' }
const ENV = SOURCES_ENV
const stdio = { command: process.execPath, args: [MAIN], env: ENV, stderr: 'ignore' as const }

const service = createServer(socket => {
  socket.on('error', () => {})
  socket.end('SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13\r\n')
})
let server: ChildProcess
let url: URL
let port: number

beforeAll(async () => {
  port = await listenOnLoopback(service)
  const own = await freePort()
  url = new URL(`http://127.0.0.1:${own}/mcp`)
  server = spawn(process.execPath, [MAIN], {
    env: { ...ENV, MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_PORT: String(own) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { stderr } = server
  if (stderr) for await (const line of stderr) if (String(line).includes('server.started')) break
})
afterAll(async () => {
  service.close()
  server.kill('SIGTERM')
  expect(await once(server, 'exit')).toEqual([0, null])
})

interface Connected {
  tools(): Promise<readonly string[]>
  nmap(): Promise<Record<string, unknown>>
  close(): Promise<void>
}

const scan = () => ({ target: '127.0.0.1', ports: `${port}`, template: 'quick' })

const official = async (
  mode: 'legacy' | { pin: string },
  transport: StreamableHTTPClientTransport | StdioClientTransport,
): Promise<Connected> => {
  const client = new Client(IDENTITY, { versionNegotiation: { mode } })
  await client.connect(transport)
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    nmap: () => client.callTool({ name: 'nmap', arguments: scan() }),
    close: () => client.close(),
  }
}

const first = async (transport: FirstHttp | FirstStdio): Promise<Connected> => {
  const client = new FirstClient(IDENTITY)
  await client.connect(transport as Parameters<FirstClient['connect']>[0])
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    nmap: () => client.callTool({ name: 'nmap', arguments: scan() }),
    close: () => client.close(),
  }
}

const ai = async (transport: Parameters<typeof createMCPClient>[0]['transport']): Promise<Connected> => {
  const client = await createMCPClient({ transport })
  const tools = await client.tools()
  return {
    tools: async () => Object.keys(tools),
    nmap: async () =>
      Object(await tools.nmap?.execute?.(scan(), { toolCallId: '1', messages: [], context: {} })),
    close: () => client.close(),
  }
}

const MODERN = { pin: '2026-07-28' }
const clients: readonly [string, () => Promise<Connected>][] = [
  [
    'the official client on 2026-07-28 over HTTP',
    () => official(MODERN, new StreamableHTTPClientTransport(url)),
  ],
  [
    'the official client on 2025-11-25 over HTTP',
    () => official('legacy', new StreamableHTTPClientTransport(url)),
  ],
  ['the official client on 2026-07-28 over stdio', () => official(MODERN, new StdioClientTransport(stdio))],
  ['the official client on 2025-11-25 over stdio', () => official('legacy', new StdioClientTransport(stdio))],
  ['the client of the first SDK over HTTP', () => first(new FirstHttp(url))],
  ['the client of the first SDK over stdio', () => first(new FirstStdio(stdio))],
  ['the client of the AI SDK over HTTP', () => ai({ type: 'http', url: url.href })],
  ['the client of the AI SDK over stdio', () => ai(new AiStdio(stdio))],
]

const { describe, it } = needs('nmap')

describe('a client that somebody else wrote lists the tools and scans a port', () => {
  for (const [name, connect] of clients)
    it(name, async () => {
      const client = await connect()
      expect(await client.tools()).toContain('nmap')
      const { structuredContent } = await client.nmap()
      expect(structuredContent).toMatchObject({
        data: { hosts: [{ ports: [{ port, protocol: 'tcp', state: 'open' }] }] },
      })
      await client.close()
    })
})
