import { expect, it } from 'vitest'
import { secret } from './kinds.ts'
import { loadConfig } from './load.ts'
import { redacted } from './redacted.ts'

const extra = { panther: { apiToken: secret({ description: 'Key of its API' }) } }

it('hides every secret, and nothing else', () => {
  const env = {
    MCP_SERVER_TOKEN: 'hunter2-hunter2',
    MCP_STATE_KEYS: 'hunter2-hunter2-hunter2,hunter3-hunter3-hunter3',
    MCP_METRICS_PUSH_URL: 'https://me:hunter2@gateway.example/push?key=hunter2',
    MCP_PANTHER_API_TOKEN: 'hunter2',
    TOOL_INCLUDE: 'nmap',
  }
  const { config } = loadConfig({ env, extra, dotenv: false })
  const shown = redacted(config, extra)
  expect(JSON.stringify(shown)).not.toContain('hunter')
  expect(shown).toMatchObject({
    server: { token: '[redacted]', port: 8080 },
    state: { keys: ['[redacted]', '[redacted]'] },
    metrics: { pushUrl: 'https://[redacted]@gateway.example/push?[redacted]' },
    panther: { apiToken: '[redacted]' },
    tools: { include: ['nmap'] },
  })
})

it('shows that a secret is not set', () => {
  const { config } = loadConfig({ env: {}, dotenv: false })
  expect(redacted(config)).toMatchObject({ server: { token: undefined }, state: { keys: [] } })
})

it('leaves out what no setting describes', () => {
  const { config } = loadConfig({ env: { MCP_PANTHER_API_TOKEN: 'hunter2' }, extra, dotenv: false })
  expect(redacted(config)).not.toHaveProperty('panther')
})
