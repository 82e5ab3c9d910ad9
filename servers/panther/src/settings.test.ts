import { loadConfig } from 'plinth/config'
import { describe, expect, it } from 'vitest'
import { optionsFrom, pantherSettings } from './settings.ts'

const load = (env: Record<string, string>) =>
  optionsFrom(loadConfig({ extra: pantherSettings, env, dotenv: false }).config)

describe('the settings of this server', () => {
  it('go by the names that people know', () => {
    const options = load({
      PANTHER_INSTANCE_URL: 'https://acme.runpanther.net',
      PANTHER_API_TOKEN: 'token-0123456789',
      PANTHER_REST_API_URL: 'https://api.acme.runpanther.net',
      PANTHER_GQL_API_URL: 'https://api.acme.runpanther.net/public/graphql',
      PANTHER_READ_ONLY: 'true',
      MCP_PANTHER_CONNECTIONS: '3',
      MCP_PANTHER_TIMEOUT_SEC: '7',
      MCP_PANTHER_ATTEMPTS: '2',
      MCP_BREAKER_THRESHOLD: '9',
    })
    expect(options).toMatchObject({
      readOnly: true,
      panther: {
        instanceUrl: 'https://acme.runpanther.net',
        apiToken: 'token-0123456789',
        restUrl: 'https://api.acme.runpanther.net',
        graphqlUrl: 'https://api.acme.runpanther.net/public/graphql',
        connections: 3,
        timeoutMs: 7_000,
        attempts: 2,
        breaker: { threshold: 9 },
      },
    })
  })

  it('may be missing', () => {
    const { panther, readOnly } = load({})
    expect(readOnly).toBe(false)
    expect(panther).toMatchObject({ instanceUrl: undefined, apiToken: undefined })
  })

  it('are refused where they make no sense', () => {
    expect(() => load({ PANTHER_INSTANCE_URL: 'acme.runpanther.net' })).toThrow(/PANTHER_INSTANCE_URL/)
  })
})
