import { type ChildProcess, spawn } from 'node:child_process'
import { request as send } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const FIXTURE = join(import.meta.dirname, 'vault.fixtures.ts')
const TOKEN = 'correct-horse-battery-staple-and-more'
const port = await freePort()
let child: ChildProcess

beforeAll(async () => {
  child = spawn(process.execPath, [FIXTURE], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...SOURCES_ENV,
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
      MCP_SERVER_TOKEN: TOKEN,
      MCP_SERVER_ALLOWED_ORIGINS: 'https://app.example.com',
    },
  })
  let stderr = ''
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  await vi.waitFor(() => expect(stderr).toContain('server.started'), { timeout: 30_000 })
})

afterAll(() => void child.kill('SIGKILL'))

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

interface Heard {
  readonly status: number | undefined
  readonly challenge: string | undefined
  readonly body: string
  readonly headers: readonly string[]
}

const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, path, method, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          challenge: response.headers['www-authenticate'],
          body: Buffer.concat(chunks).toString(),
          headers: response.rawHeaders,
        }),
      )
    })
    request.on('error', reject).end(body)
  })

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH']

/** What there is beside what there is not: a stranger must not be able to tell which is which. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'the endpoint': ['/mcp', '/mcp?x=1'],
  'routes of the server, and what is no route': [
    '/hidden-report',
    '/hidden-report/17',
    '/hidden-any/thing',
    '/hidden-crash',
    '/unknown',
    '/unknown/17',
    '/mcp/',
    '/MCP',
    '/%6dcp',
    '/%2e%2e/mcp',
    '//mcp',
    '/about/more',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-authorization-server',
    `/${'x'.repeat(4_000)}`,
  ],
  'what readers may see': ['/', '/tools', '/metrics', '/openapi.json'],
  'single tools': ['/tools/hidden_tool', '/tools/hidden_write', '/tools/no_such'],
  'calls of tools': ['/tools/hidden_tool/execute', '/tools/hidden_write/execute', '/tools/no_such/execute'],
  'tasks, and what becomes of them': [
    '/tasks',
    '/tasks/no-such',
    '/tasks/no-such/cancel',
    '/tasks/no-such/input',
    '/tools/hidden_tool/tasks',
    '/tools/no_such/tasks',
    '/events',
  ],
  'what operators do': [
    '/config',
    '/tools/hidden_tool/enable',
    '/tools/no_such/enable',
    '/tools/hidden_tool/breaker',
    '/tools/no_such/breaker',
  ],
}

/** What no answer may hold, in its body or its headers. */
const SECRETS = /hidden|9\.8\.7|plinth|node|express|hono|\bat .*:\d+|file:/i

const call = (name: string) =>
  JSON.stringify({ jsonrpc: '2.0', id: 4711, method: 'tools/call', params: { name, arguments: {} } })

const BODIES: readonly (string | Uint8Array)[] = [
  call('hidden_tool'),
  call('no_such'),
  `[${call('hidden_tool')}]`,
  '{"jsonrpc":"2.0","id":4711,"method":"initialize"',
  '{"jsonrpc":"2.0","id":4711,"method":"server/discover"}',
  '[]',
  'null',
  '',
  Uint8Array.of(0xff, 0xfe, 0x00),
  '['.repeat(10_000),
]

const withoutBody = ({ status, challenge }: Heard) => JSON.stringify({ status, challenge })
const whole = ({ status, challenge, body }: Heard) => JSON.stringify({ status, challenge, body })

describe.each([
  ['no credential', {}, 'Bearer realm="vault"'],
  ['a wrong one', { authorization: `Bearer ${TOKEN}x` }, 'Bearer realm="vault", error="invalid_token"'],
  ['one of another kind', { authorization: 'Basic dTpw' }, 'Bearer realm="vault", error="invalid_token"'],
])('with %s', (_, authorization: Record<string, string>, challenge) => {
  it.each(Object.entries(GROUPS))('%s give one answer to every method', async (group, paths) => {
    const heads = new Set<string>()
    const answers = new Set<string>()
    for (const path of paths)
      for (const method of METHODS) {
        const heard = await ask(path, { method, headers: authorization })
        heads.add(withoutBody(heard))
        if (method !== 'HEAD') answers.add(whole(heard))
        else expect(heard.body).toBe('')
        expect(`${heard.body} ${heard.headers.join(' ')}`).not.toMatch(SECRETS)
      }
    expect([...heads]).toHaveLength(1)
    expect([...answers]).toHaveLength(1)
    const [answer = ''] = answers
    expect(JSON.parse(answer)).toMatchObject({ status: 401 })
    // The API asks operators for their own scope.
    if (group !== 'what operators do') expect(JSON.parse(answer).challenge).toBe(challenge)
  })

  it('no body is looked at', async () => {
    const answers = new Set<string>()
    for (const path of ['/mcp', '/hidden-report/17', '/unknown', '/tools/hidden_tool/execute'])
      for (const body of BODIES)
        for (const type of ['application/json', 'text/plain']) {
          const headers = {
            ...authorization,
            'content-type': type,
            accept: 'application/json, text/event-stream',
            'mcp-session-id': 'guess',
            'mcp-protocol-version': '2026-07-28',
          }
          const heard = await ask(path, { method: 'POST', headers, body })
          expect([path, heard.status, heard.challenge]).toEqual([path, 401, challenge])
          expect(heard.body).not.toMatch(/4711|hidden/)
          if (path === '/mcp') answers.add(heard.body)
        }
    expect([...answers]).toHaveLength(1)
  })

  it('more than is read is not looked at either', async () => {
    const heard = await ask('/mcp', { method: 'POST', headers: authorization, body: 'x'.repeat(6_000_000) })
    expect([heard.status, heard.challenge]).toEqual([401, challenge])
  })
})

it('everybody is told what is for everybody, and no more', async () => {
  expect(await ask('/about')).toMatchObject({ status: 200, body: 'told to everybody' })
  expect(await ask('/livez')).toMatchObject({ status: 200, body: '{"status":"alive"}' })
  expect(await ask('/readyz')).toMatchObject({ status: 200, body: '{"status":"ready"}' })
  const { body } = await ask('/health')
  expect(Object.keys(JSON.parse(body))).toEqual(['status'])
  for (const path of ['/about', '/livez', '/readyz', '/health'])
    for (const method of METHODS) {
      const { body, headers } = await ask(path, { method })
      expect([path, method, `${body} ${headers.join(' ')}`]).toEqual([
        path,
        method,
        expect.not.stringMatching(SECRETS),
      ])
    }
})

it('pages of listed origins may ask what they may send, alike for everything', async () => {
  const headers = {
    origin: 'https://app.example.com',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  }
  const answers = new Set<string>()
  for (const path of ['/mcp', '/hidden-report', '/unknown', '/tools', '/about']) {
    const heard = await ask(path, { method: 'OPTIONS', headers })
    answers.add(whole(heard))
    expect(heard.headers.join(' ')).not.toMatch(SECRETS)
  }
  expect([...answers]).toEqual([expect.stringContaining('204')])
})

it('what is no HTTP, or asks for a tunnel, gets nothing', async () => {
  const say = (text: string) =>
    new Promise<string>(resolve => {
      let heard = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      socket.on('data', chunk => {
        heard += chunk
      })
      socket.on('error', () => {}).on('close', () => resolve(heard))
    })
  const host = `Host: 127.0.0.1:${port}`
  for (const text of [
    'hello\r\n\r\n',
    `CONNECT /mcp HTTP/1.1\r\n${host}\r\n\r\n`,
    'GET /mcp HTTP/1.1\r\n\r\n',
    `GET /mcp HTTP/1.1\r\n${host}\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
    `GET /mcp HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  ])
    expect(await say(text)).not.toMatch(SECRETS)
})

it('who has the credential is told', async () => {
  const headers = { authorization: `Bearer ${TOKEN}` }
  expect(await ask('/hidden-report', { headers })).toMatchObject({ status: 200, body: 'hidden-result' })
  expect((await ask('/tools', { headers })).body).toContain('hidden_tool')
  expect((await ask('/hidden-crash', { headers })).body).not.toContain('hidden-error')
})
