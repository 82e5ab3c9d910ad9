import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { serveHttp } from 'plinth/http'
import { sqliteTasks } from 'plinth/tasks'
import { afterAll, expect } from 'vitest'
import { createNetdiag, type NetdiagOptions } from '../server.ts'
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

/** As a process without privileges sees the network, whoever runs this: loopback answers there like others. */
const UNPRIVILEGED = { rawSockets: { allowed: false, pretends: true } }

const start = async (system?: NetdiagOptions['system']) => {
  const { server } = createNetdiag({
    ...(system && { system }),
    tasks: { store: sqliteTasks({ file: join(folder, 'tasks.db') }) },
  })
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

const scans = () => {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  return stdout.split('\n').filter(line => /nmap .*--stats-every .* 127\.0\.0\.0\/30$/.test(line))
}

const FOUND = /Scan: \d+ %.*; \d hosts? up \(127\.0\.0\.\d/

needs('nmap').it('says whom it has found, and ends with its program when cancelled', async () => {
  const server = await start(UNPRIVILEGED)
  const args = { target: '127.0.0.0/30', ports: '1-60', extra_args: '-PS22 -n --max-rate 10' }
  const { taskId } = await server.ask('tools/call', { name: 'nmap', arguments: args }, 'nmap')
  const task = () => server.ask('tasks/get', { taskId }, taskId)
  await expect
    .poll(async () => (await task()).statusMessage ?? '', { timeout: 25_000, interval: 200 })
    .toMatch(FOUND)
  expect(scans()).toHaveLength(1)
  await server.ask('tasks/cancel', { taskId }, taskId)
  await expect.poll(scans, { timeout: 3_000 }).toEqual([])
  expect((await task()).status).toBe('cancelled')
  await server.stop()
})
