import { expect, it } from 'vitest'
import { loadConfig } from '../config/index.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { unauthenticatedCaller } from './unauthenticated.ts'

const principal = { id: 'local', scopes: ['*'] }
const verify = async () => ({ fault: 'missing' }) as const

const callerWith = (env: Readonly<Record<string, string>>, known: object = {}) => {
  const { config } = loadConfig({ env: { MCP_SERVER_TRANSPORT: 'http', ...env }, dotenv: false })
  const log = recordingLog()
  const caller = unauthenticatedCaller(config, { principal, authentication: undefined, ...known }, log)
  return { caller, lines: log.lines }
}

it.each([
  ['on loopback', {}],
  ['on loopback by name', { MCP_SERVER_HOST: 'localhost' }],
  ['where the operator says so', { MCP_SERVER_HOST: '0.0.0.0', MCP_SERVER_ALLOW_UNAUTHENTICATED: 'true' }],
])('who is not authenticated is somebody %s', (_, env) => {
  expect(callerWith(env)).toEqual({ caller: principal, lines: [] })
})

it.each([
  ['where others reach the server', { MCP_SERVER_HOST: '0.0.0.0' }],
  ['behind a proxy', { MCP_SERVER_TRUSTED_PROXIES: '127.0.0.1' }],
])('who is not authenticated is nobody %s, and the log says so', (_, env) => {
  const { caller, lines } = callerWith(env)
  expect(caller).toBeUndefined()
  expect(JSON.stringify(lines)).toContain('nobody is known')
})

it('is nobody where callers can be known, or the server says nothing', () => {
  expect(callerWith({}, { authentication: { verify } })).toEqual({ caller: undefined, lines: [] })
  expect(callerWith({}, { principal: undefined })).toEqual({ caller: undefined, lines: [] })
})
