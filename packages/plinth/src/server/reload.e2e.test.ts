import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { describeSettings } from '../config/index.ts'
import { killAll, runServer } from '../testing/running.fixtures.ts'

const FIXTURE = join(import.meta.dirname, 'reload.fixtures.ts')
const folder = mkdtempSync(join(tmpdir(), 'plinth-reload-'))

afterEach(killAll)
afterAll(() => rmSync(folder, { recursive: true }))

const start = async (settings: object = {}) => {
  const port = await freePort()
  const file = join(folder, `${port}.json`)
  const write = (changed: object) =>
    writeFileSync(file, JSON.stringify({ 'server.transport': 'http', 'server.port': port, ...changed }))
  write(settings)
  const server = runServer(
    FIXTURE,
    { MCP_CONFIG_FILE: file, LOG_FORMAT: 'json', MCP_LOG_FORMAT: 'json' },
    folder,
  )
  await server.says('server.started')
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)))
  const reports = () =>
    server.output.stderr
      .split('\n')
      .filter(line => /"event":"config\.reload/.test(line))
      .map(line => JSON.parse(line))
  return {
    ...server,
    client,
    port,
    write,
    call: async (name: string, args: Record<string, unknown> = {}) => {
      const { content } = await client.callTool({ name, arguments: args })
      return JSON.stringify(content)
    },
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    /** Reads the file again, and gives what the log says of that. */
    async reload(changed?: object) {
      if (changed) write(changed)
      const before = reports().length
      server.child.kill('SIGHUP')
      await expect.poll(() => reports().length, { interval: 5 }).toBe(before + 1)
      return reports().at(-1)
    },
    /** A request with headers that `fetch` does not send. */
    ask: (headers: Record<string, string>, body = '') =>
      new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }>(
        (resolve, reject) => {
          const sent = request({ port, host: '127.0.0.1', path: '/mcp', method: 'POST', headers }, answer => {
            let text = ''
            answer.on('data', chunk => {
              text += chunk
            })
            answer.on('end', () =>
              resolve({ status: answer.statusCode, headers: answer.headers, body: text }),
            )
          })
          sent.on('error', reject).end(body)
        },
      ),
  }
}

type Started = Awaited<ReturnType<typeof start>>

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const CALL_ADDRESS = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: {
    name: 'address',
    arguments: {},
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
})
const CALL_HEADERS = {
  ...JSON_TYPE,
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'address',
}

const limit = (name: string) => async (server: Started) =>
  JSON.parse(JSON.parse(await server.call('limits'))[0].text)[name]

const logs = async (server: Started) => {
  await server.call('log')
  await server.call('log')
  return server.output.stderr.includes('fixture.debug')
}

/** By setting, another value, and what is to be seen of it. Health is looked at with a clock of its own. */
const probes: Record<string, readonly [value: unknown, observe: (server: Started) => unknown]> = {
  'log.level': ['debug', logs],
  'server.allowedHosts': [
    ['mcp.example'],
    async ({ ask }) => (await ask({ ...JSON_TYPE, host: 'mcp.example' }, '{}')).status,
  ],
  'server.allowedOrigins': [
    ['https://app.example'],
    async ({ ask }) =>
      (await ask({ ...JSON_TYPE, origin: 'https://app.example' }, '{}')).headers[
        'access-control-allow-origin'
      ],
  ],
  'server.trustedProxies': [
    ['127.0.0.0/8'],
    async ({ ask }) => (await ask({ ...CALL_HEADERS, 'x-forwarded-for': '203.0.113.9' }, CALL_ADDRESS)).body,
  ],
  'server.maxBodyBytes': [1024, async ({ ask }) => (await ask(JSON_TYPE, ' '.repeat(2048))).status],
  'tools.include': [['echo', 'limits', 'log', 'address'], ({ tools }) => tools()],
  'tools.exclude': [['count'], ({ tools }) => tools()],
  'tools.includeTags': [['slow', 'calm'], ({ tools }) => tools()],
  'tools.excludeTags': [['slow'], ({ tools }) => tools()],
  'tools.defaultTimeoutSec': [7, limit('defaultTimeoutSec')],
  'tools.maxTimeoutSec': [8, limit('maxTimeoutSec')],
  'tools.unknownArguments': [
    'ignore',
    async ({ ask }) =>
      (await ask(CALL_HEADERS, CALL_ADDRESS.replace('"arguments":{}', '"arguments":{"stray":1}'))).body,
  ],
  'command.maxArgsLen': [9, limit('maxArgsBytes')],
  'command.maxStdoutBytes': [2048, limit('maxStdoutBytes')],
  'command.maxStderrBytes': [2048, limit('maxStderrBytes')],
  'command.maxMemoryMb': [64, limit('maxMemoryMb')],
  'command.maxFileDescriptors': [32, limit('maxFileDescriptors')],
}

describe('every setting that is said to be live', () => {
  it('is looked at here, or with the health checks', () => {
    const live = describeSettings()
      .filter(setting => setting.live && !setting.key.startsWith('health.'))
      .map(({ key }) => key)
    expect(Object.keys(probes).sort()).toEqual([...live].sort())
  })

  it('has its effect, and loses it again', async () => {
    const server = await start()
    for (const [key, [value, observe]] of Object.entries(probes)) {
      const before = await observe(server)
      expect(await server.reload({ [key]: value })).toMatchObject({
        event: 'config.reloaded',
        applied: [key],
        refused: [],
      })
      const during = await observe(server)
      expect(during, key).not.toEqual(before)
      expect((await server.reload({})).applied, key).toEqual([key])
      if (key !== 'log.level') expect(await observe(server), key).toEqual(before)
    }
  })

  it.each([
    ['slow', 'tools.defaultTimeoutSec'],
    ['bounded', 'tools.maxTimeoutSec'],
  ])('limits the time of %s by %s', async (tool, setting) => {
    const server = await start()
    await server.reload({ [setting]: 1 })
    expect(await server.call(tool)).toMatch(/1 second|1000 ms|1 s/)
  })
})

describe('on SIGHUP', () => {
  it('loses no call in flight, also where its tool goes', async () => {
    const server = await start()
    const calls = Array.from({ length: 20 }, () => server.call('wait', { ms: 400 }))
    await server.says(/(waiting\s+){20}/)
    await server.reload({ 'tools.exclude': ['wait'], 'tools.maxTimeoutSec': 1 })
    expect(await server.tools()).not.toContain('wait')
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['[{"type":"text","text":"waited"}]']))
  })

  it('tells clients of another choice of tools', async () => {
    const server = await start()
    let heard = 0
    server.client.setNotificationHandler('notifications/tools/list_changed', () => void heard++)
    const subscription = await server.client.listen({ toolsListChanged: true })
    await server.reload({ 'log.level': 'debug' })
    await server.reload({ 'tools.exclude': ['count'] })
    await expect.poll(() => heard).toBe(1)
    await subscription.close()
  })

  it('applies what may change, and refuses the rest by name', async () => {
    const server = await start()
    const report = await server.reload({
      'tools.exclude': ['count'],
      'server.path': '/other',
      'breaker.threshold': 9,
    })
    expect(report).toMatchObject({
      level: 'warning',
      applied: ['tools.exclude'],
      refused: ['server.path', 'breaker.threshold'],
      message: 'Applied: tools.exclude; need a restart: server.path, breaker.threshold',
    })
    expect(await server.tools()).not.toContain('count')
    expect((await server.reload()).refused).toEqual(['server.path', 'breaker.threshold'])
  })

  it('changes nothing when anything is wrong, and names all of it', async () => {
    const server = await start()
    const report = await server.reload({
      'tools.exclude': ['count'],
      'server.trustedProxies': ['proxy.example'],
      'log.levl': 'debug',
      'command.maxArgsLen': 'many',
    })
    expect(report).toMatchObject({ level: 'error', event: 'config.reload_failed' })
    expect(report.problems.map(({ name }: { name: string }) => name).sort()).toEqual([
      'command.maxArgsLen',
      'log.levl',
      'server.trustedProxies',
    ])
    expect(await server.tools()).toContain('count')
    expect((await server.reload({ 'tools.exclude': ['count'] })).applied).toEqual(['tools.exclude'])
  })

  it('reads settings of the server itself, and undoes what it cannot take', async () => {
    const server = await start({ 'own.count': 2 })
    expect(await server.call('count')).toContain('"2"')
    await server.reload({ 'own.count': 3 })
    expect(await server.call('count')).toContain('"3"')
    expect(await server.reload({ 'own.count': 9, 'tools.exclude': ['log'] })).toMatchObject({
      event: 'config.reload_failed',
      problems: [{ message: 'nine is too much, at level info' }],
    })
    expect([await server.call('count'), await server.tools()]).toEqual([
      expect.stringContaining('"3"'),
      expect.arrayContaining(['log']),
    ])
  })
})
