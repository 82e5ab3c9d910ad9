import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, describe, expect, it } from 'vitest'
import { createStandIn, type StandIn } from '../stand-in/stand-in.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const running = new Set<ChildProcessWithoutNullStreams>()
const standIns: StandIn[] = []

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
  for (const standIn of standIns.splice(0)) await standIn.close()
})

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN], { cwd: tmpdir(), env: { ...SOURCES_ENV, ...env } })
  running.add(child)
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let id = 0
  return {
    child,
    stderr: () => Buffer.concat(errors).toString(),
    exit: async () => (await once(child, 'close'))[0],
    async ask(method: string, params: object) {
      id += 1
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      const { value } = await lines.next()
      return JSON.parse(String(value)).result
    },
  }
}

const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }

describe('the server as a process', () => {
  it('serves on stdio what is enabled, and never shows its token', async () => {
    const standIn = await createStandIn()
    standIns.push(standIn)
    const { child, ask, exit, stderr } = start({
      PANTHER_INSTANCE_URL: standIn.url,
      PANTHER_API_TOKEN: standIn.token,
      MCP_ENABLED_MODULES: 'Users,data-models,DATA_LAKE',
      MCP_LOG_PAYLOADS: 'true',
    })
    expect(await ask('initialize', HELLO)).toMatchObject({ serverInfo: { name: 'panther' } })
    const { tools } = await ask('tools/list', {})
    expect(tools).toHaveLength(9)
    const users = await ask('tools/call', { name: 'list_users', arguments: { limit: 2 } })
    expect(users.structuredContent.total_users).toBe(2)
    child.kill('SIGTERM')
    expect(await exit()).toBe(0)
    expect(stderr()).toContain('request.end')
    expect(stderr()).not.toContain(standIn.token)
  })

  it('starts without credentials, and says what is missing', async () => {
    const { child, ask, exit } = start()
    await ask('initialize', HELLO)
    const result = await ask('tools/call', { name: 'list_alerts', arguments: {} })
    expect(result).toMatchObject({ isError: true })
    expect(JSON.stringify(result.content)).toContain('PANTHER_INSTANCE_URL and PANTHER_API_TOKEN are not set')
    child.stdin.end()
    expect(await exit()).toBe(0)
  })

  it('does not start where its token could be read on the way', async () => {
    const { exit, stderr } = start({
      PANTHER_INSTANCE_URL: 'http://panther.example.com',
      PANTHER_API_TOKEN: 'x'.repeat(20),
    })
    expect(await exit()).toBe(1)
    expect(stderr()).toContain('not encrypted')
  })
})
