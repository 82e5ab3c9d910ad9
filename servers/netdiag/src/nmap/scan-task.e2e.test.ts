import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { serveHttp } from 'plinth/http'
import { afterAll, expect } from 'vitest'
import { createNetdiag } from '../server.ts'
import { listenOnLoopback } from '../testing/loopback.ts'

const folder = mkdtempSync(join(tmpdir(), 'netdiag-tasks-'))
const service = createServer(socket => socket.on('error', () => {}))
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
}

const start = async () => {
  const { server } = createNetdiag({ tasksFile: join(folder, 'tasks.db') })
  const { runtime } = server
  await runtime.start()
  const serving = await serveHttp(runtime.host, { port: 0 })
  const ask = async (method: string, params: Record<string, unknown>, name: string) => {
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        'mcp-name': name,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } }),
    })
    const { result } = JSON.parse(await response.text())
    return result
  }
  return {
    ask,
    async stop() {
      await serving.close()
      await server.close()
    },
  }
}

needs('nmap').it('a scan is a task where the client can, and its result outlives the server', async () => {
  const port = await listenOnLoopback(service)
  const first = await start()
  const args = { target: '127.0.0.1', ports: String(port) }
  const made = await first.ask('tools/call', { name: 'nmap', arguments: args }, 'nmap')
  expect(made).toMatchObject({ resultType: 'task', taskId: expect.stringMatching(/.{16}/) })
  const { taskId } = made
  await expect
    .poll(async () => (await first.ask('tasks/get', { taskId }, taskId)).status, { timeout: 25_000 })
    .toBe('completed')
  await first.stop()

  const second = await start()
  const { status, result } = await second.ask('tasks/get', { taskId }, taskId)
  await second.stop()
  expect(status).toBe('completed')
  const [host] = result.structuredContent.data.hosts
  expect(host.ports).toMatchObject([{ port, state: 'open' }])
})
