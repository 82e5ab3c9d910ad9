import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterAll, afterEach, describe, expect, it } from 'vitest'

const FIXTURE = join(import.meta.dirname, 'slow.fixtures.ts')
const running: ChildProcessWithoutNullStreams[] = []
const folder = mkdtempSync(join(tmpdir(), 'plinth-run-'))

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly output: { stdout: string; stderr: string }
  readonly exit: Promise<number | NodeJS.Signals>
  says(text: string | RegExp): Promise<void>
}

const start = (env: Record<string, string>): Started => {
  const child = spawn(process.execPath, [FIXTURE], {
    cwd: folder,
    env: { ...SOURCES_ENV, ...env },
  })
  running.push(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    output.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    output.stderr += chunk
  })
  const exit = once(child, 'close').then(([code, signal]) => code ?? signal)
  return {
    child,
    output,
    exit,
    says: text => expect.poll(() => output.stderr, { timeout: 30_000 }).toMatch(text),
  }
}

const serveHttp = async (env: Record<string, string> = {}) => {
  const port = await freePort()
  const server = start({ MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_PORT: String(port), ...env })
  await server.says('server.started')
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)))
  // The client asks for the list with its first call, over a connection that may come too late for a server that stops.
  await client.listTools()
  return { ...server, client, port }
}

/** Whether nobody takes a new connection any more; those that there are get one more answer. */
const isRefused = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => resolve(false))
    socket.on('error', () => resolve(true)).on('connect', () => socket.destroy())
  })

const wait = (client: Client, ms: number, heed = true) =>
  client.callTool({ name: 'wait', arguments: { ms, heed } })

describe.each(['SIGTERM', 'SIGINT'] as const)('on %s', signal => {
  it('a call in flight is answered, nothing new is taken, and the process ends with 0', async () => {
    const { client, child, says, exit, output, port } = await serveHttp()
    const call = wait(client, 500)
    await says('waiting')
    child.kill(signal)
    await says('shutdown.start')
    await expect.poll(() => isRefused(port)).toBe(true)
    expect((await call).content).toEqual([{ type: 'text', text: 'waited' }])
    expect(await exit).toBe(0)
    expect(output.stderr).toContain('pool closed')
    expect(output.stdout).toBe('')
  })
})

it('aborts what does not end within the grace period, tells the caller, and ends with 0', async () => {
  const { client, child, says, exit } = await serveHttp({ MCP_SHUTDOWN_GRACE_SEC: '0' })
  const call = wait(client, 60_000)
  await says('waiting')
  child.kill('SIGTERM')
  const result = await call
  expect([result.isError, JSON.stringify(result.content)]).toEqual([
    true,
    expect.stringContaining('shutting down'),
  ])
  expect(await exit).toBe(0)
})

it('ends at once on a second signal', async () => {
  const { client, child, says, exit } = await serveHttp()
  const call = wait(client, 60_000, false).catch(() => {})
  await says('waiting')
  child.kill('SIGTERM')
  await says('shutdown.start')
  child.kill('SIGTERM')
  expect(await exit).toBe(143)
  await call
})

describe('on stdio', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const request = (id: number, name: string, args: object) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args, _meta: META } })}\n`

  it('answers what is in flight when the client closes its end, and ends with 0', async () => {
    const { child, says, exit, output } = start({})
    await says('server.started')
    child.stdin.end(request(1, 'wait', { ms: 300, heed: true }))
    expect(await exit).toBe(0)
    expect(
      output.stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([{ id: 1, result: { content: [{ text: 'waited' }] } }])
    expect(output.stderr).toContain('pool closed')
  })

  it('writes nothing but messages to stdout, whatever happens', async () => {
    const { child, says, exit, output } = start({
      LOG_LEVEL: 'debug',
      MCP_SERVER_TOKEN: 'does-not-apply-here',
    })
    await says('does not apply on stdio')
    child.stdin.write(`${request(1, 'noise', {})}nonsense\n${request(2, 'absent', {})}`)
    await expect.poll(() => output.stdout.split('\n').length).toBe(4)
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    for (const line of output.stdout.trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
    expect(output.stderr).not.toContain('does-not-apply-here')
  })
})

describe('what is wrong with the configuration ends the process with 1, and is named', () => {
  const bad: readonly [string, Record<string, string>, RegExp][] = [
    ['a port that is no number', { MCP_SERVER_PORT: 'eighty' }, /MCP_SERVER_PORT.*eighty/],
    ['an unknown transport', { MCP_SERVER_TRANSPORT: 'carrier-pigeon' }, /MCP_SERVER_TRANSPORT/],
    ['the transport of 2024', { MCP_SERVER_TRANSPORT: 'sse' }, /use http/],
    ['a file that is not there', { MCP_CONFIG_FILE: '/nonexistent.yaml' }, /nonexistent\.yaml/],
    [
      'a public address in production',
      { MCP_PROFILE: 'production', MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_HOST: '0.0.0.0' },
      /MCP_SERVER_TOKEN/,
    ],
    [
      'a token that is required and not set',
      { MCP_AUTH_REQUIRED: 'true', MCP_SERVER_TRANSPORT: 'http' },
      /MCP_SERVER_TOKEN/,
    ],
    [
      'keys of nobody',
      { MCP_SERVER_TRANSPORT: 'http', MCP_AUTH_JWKS_URL: 'https://login.example.com/jwks' },
      /MCP_AUTH_JWKS_URL .*MCP_AUTH_ISSUER/,
    ],
    [
      'a file of tokens that is not there',
      { MCP_SERVER_TRANSPORT: 'http', MCP_AUTH_TOKENS_FILE: '/nonexistent' },
      /nonexistent.*MCP_AUTH_TOKENS_FILE/,
    ],
    ['a short token', { MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_TOKEN: 'abc' }, /MCP_SERVER_TOKEN/],
    ['a short state key', { MCP_STATE_KEYS: 'abc' }, /MCP_STATE_KEYS must be .* at least 16/],
  ]
  it.each(bad)('%s', async (_, env, message) => {
    const { exit, output } = start(env)
    expect(await exit).toBe(1)
    expect(output.stdout).toBe('')
    const refused = output.stderr.trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(refused)).toMatchObject({
      level: 'critical',
      event: 'server.start_failed',
      message: expect.stringMatching(message),
      problems: expect.arrayContaining([
        { name: expect.any(String), message: expect.stringMatching(message) },
      ]),
    })
  })
})

it('says which setting to change when the port is taken', async () => {
  const { port, child, exit } = await serveHttp()
  const second = start({ MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_PORT: String(port) })
  expect(await second.exit).toBe(1)
  expect(second.output.stderr).toMatch(/Something else listens on .*MCP_SERVER_PORT/)
  expect(second.output.stderr).not.toContain('    at ')
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

it('drains on one Ctrl-C under npm, which comes twice', async () => {
  const { client, child, says, exit } = await serveHttp()
  const call = wait(client, 500)
  await says('waiting')
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect((await call).content).toEqual([{ type: 'text', text: 'waited' }])
  expect(await exit).toBe(0)
})

it('takes the environment over the file, and says what it clamped', async () => {
  const file = join(folder, 'config.yaml')
  writeFileSync(file, 'server:\n  transport: http\n  port: 1\nshutdown:\n  graceSec: 9999\n')
  const { says, child, exit } = await serveHttp({ MCP_CONFIG_FILE: file })
  await says(/config_clamped.*shutdown.graceSec.*9999.*300/)
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

it('names settings that are set and that nothing heeds', async () => {
  const { child, says, exit } = start({ MCP_RATE_LIMIT_REQUESTS: '2' })
  await says(/config_warning.*Nothing heeds MCP_RATE_LIMIT_REQUESTS: .*production\(config\)/)
  child.stdin.end()
  expect(await exit).toBe(0)
})

it('serves the tools of the folder that TOOLS_PACKAGE names', async () => {
  const tools = mkdtempSync(join(tmpdir(), 'plinth-tools-'))
  const face = join(import.meta.dirname, '../index.ts')
  writeFileSync(
    join(tools, 'dropped.ts'),
    `import { tool } from '${face}'\nexport const dropped = tool('dropped', {}, () => 'in')\n`,
  )
  const { client, child, exit } = await serveHttp({ TOOLS_PACKAGE: tools, TOOL_EXCLUDE: 'noise' })
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['wait', 'dropped'])
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  rmSync(tools, { recursive: true })
})
