import { expect, it } from 'vitest'
import { loadConfig } from './load.ts'

it("puts a server's own defaults in place of the platform's, below everything that was said", () => {
  const defaults = { rateLimit: { burst: 50, requests: 600 }, server: { port: 9000 } } as const
  const { config, sources } = loadConfig({ env: { MCP_PORT: '9001' }, defaults, dotenv: false })
  expect(config.rateLimit).toMatchObject({ burst: 50, requests: 600, perSec: 60 })
  expect(config.server.port).toBe(9001)
  expect(sources['rateLimit.burst']).toBe('default')
  const wrong = { rateLimit: { burst: Number.NaN } }
  expect(() => loadConfig({ env: {}, defaults: wrong, dotenv: false })).toThrow(
    /default of rateLimit.burst must be/,
  )
})
