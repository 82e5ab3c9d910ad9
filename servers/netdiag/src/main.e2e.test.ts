import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const running = new Set<ChildProcessWithoutNullStreams>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
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
      const answer = JSON.parse(String(value))
      expect(answer).toMatchObject({ jsonrpc: '2.0', id })
      return answer.result
    },
  }
}

const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }

describe('the server as a process', () => {
  it('serves on stdio, with nothing else on stdout, until it is told to stop', async () => {
    const { child, ask, exit, stderr } = start({
      TOOL_INCLUDE: 'NmapTool,TracertTool',
      MCP_NMAP_TIMEOUT_SEC: '5',
    })
    expect(await ask('initialize', HELLO)).toMatchObject({ serverInfo: { name: 'netdiag' } })
    const { tools } = await ask('tools/list', {})
    expect(tools.map(({ name }: { name: string }) => name)).toEqual(['nmap', 'traceroute'])
    await expect.poll(stderr).toMatch(/"config_clamped".*"nmap\.timeoutSec".*"original":5,"new":60/)
    child.kill('SIGTERM')
    expect(await exit()).toBe(0)
    const requests = stderr()
      .split('\n')
      .filter(line => line.includes('request.end'))
      .map(line => JSON.parse(line))
    expect(requests).toMatchObject([{ method: 'tools/list', outcome: 'ok', transport: 'stdio' }])
  })

  it('ends when its client goes', async () => {
    const { child, ask, exit } = start()
    await ask('initialize', HELLO)
    child.stdin.end()
    expect(await exit()).toBe(0)
  })

  it.each([
    ['MCP_NMAP_TIMEOUT_SEC', 'soon', 'MCP_NMAP_TIMEOUT_SEC is "soon"'],
    ['MCP_TARGETS_ALLOW', '8.8.8.0/24', '8.8.8.0/24 cannot be allowed: targets are private'],
    ['MCP_TARGETS_LAB_SUFFIXES', '.x y', 'is not a host name suffix'],
  ])('does not start with %s=%s, and says why', async (variable, value, message) => {
    const { exit, stderr } = start({ [variable]: value })
    expect(await exit()).toBe(1)
    const lines = stderr().trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '').message).toContain(message)
  })
})
