import { expect, it } from 'vitest'
import { loadConfig, seenByCode } from './load-for-code.ts'

it('remembers at which sections code looked that loads the configuration itself', () => {
  const extra = { orchard: {} }
  const { config, sources } = loadConfig({ env: { MCP_SERVER_PORT: '9000' }, dotenv: false, extra })
  expect(sources['server.port']).toBe('env(MCP_SERVER_PORT)')
  expect(seenByCode.has('orchard')).toBe(false)
  expect(config.orchard).toEqual({})
  expect(seenByCode.has('orchard')).toBe(true)
})
