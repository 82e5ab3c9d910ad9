import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.ts'
import { watchSections } from '../config/watch-sections.ts'
import { production } from '../middleware/index.ts'
import { idleSettings } from './idle-settings.ts'

const SET = {
  MCP_RATE_LIMIT_REQUESTS: '2',
  MCP_BREAKER_THRESHOLD: '7',
  MCP_CONCURRENCY_QUEUE: '9',
  MCP_RETRY_ATTEMPTS: '2',
  MCP_CACHE_TTL_SEC: '5',
  MCP_FEATURES_CACHING: 'true',
  MCP_LOG_PAYLOADS: 'true',
}

const load = (env: Record<string, string>) => loadConfig({ env, dotenv: false })

const said = (
  env: Record<string, string>,
  make: (config: ReturnType<typeof load>['config']) => unknown = () => {},
  runsPrograms = false,
) => {
  const loaded = load(env)
  const { config, seen } = watchSections(loaded.config)
  make(config)
  return idleSettings(loaded, { seen, runsPrograms })
}

describe('settings that nothing heeds', () => {
  it('are named where the code made no middleware of the configuration', () => {
    for (const name of Object.keys(SET)) expect(said(SET)).toContain(name)
    expect(said(SET)).toContain('run(config => server.use(...production(config)))')
  })

  it('are named by their key where a file sets them', () => {
    const file = { sources: { 'rateLimit.burst': 'file', 'retry.attempts': 'default' } } as const
    const message = idleSettings(file, { seen: new Set(), runsPrograms: false })
    expect(message).toContain('Nothing heeds rateLimit.burst:')
  })

  it.each([{}, { MCP_SERVER_PORT: '9000', MCP_LOG_LEVEL: 'debug' }])('are none of %j', env => {
    expect(said(env)).toBeUndefined()
  })

  it('are none where production() has the configuration', () => {
    expect(said(SET, production)).toBeUndefined()
    expect(said({ MCP_CACHE_TTL_SEC: '5' }, production)).toBeUndefined()
  })

  it('are those at which middleware of its own does not look', () => {
    const message = said(SET, ({ rateLimit }) => rateLimit.requests)
    expect(message).not.toContain('MCP_RATE_LIMIT_REQUESTS')
    expect(message).toContain('MCP_BREAKER_THRESHOLD')
  })

  it('are not those of breakers where there are tools around programs', () => {
    expect(said({ MCP_BREAKER_THRESHOLD: '7' }, () => {}, true)).toBeUndefined()
    expect(said({ MCP_BREAKER_THRESHOLD: '7' })).toContain('MCP_BREAKER_THRESHOLD')
  })
})

it('gives the configuration as it is, also to who copies it', () => {
  const { config } = load(SET)
  const watched = watchSections(config).config
  expect(watched).toEqual(config)
  expect(structuredClone(watched.rateLimit)).toEqual(config.rateLimit)
})
