import { expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load.ts'

const problemsWith = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig({ env, dotenv: false })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message)
    throw error
  }
}

it('refuses secrets that are too short along with all else that is wrong, and not as missing too', () => {
  const env = {
    MCP_PROFILE: 'production',
    MCP_TRANSPORT: 'http',
    MCP_HOST: '0.0.0.0',
    MCP_AUTH_REQUIRED: 'true',
    MCP_SERVER_TOKEN: '1234567',
    MCP_STATE_KEYS: '0123456789abcdef,123456789abcdef',
    MCP_PORT: 'x',
  }
  expect(problemsWith(env)).toEqual([
    'MCP_PORT is "x", but must be a whole number from 1 to 65535',
    'MCP_SERVER_TOKEN must be text of at least 8 characters. Make one with "openssl rand -hex 32"',
    'MCP_STATE_KEYS must be a list of texts, or one text with commas between them, each of at least 16 characters. ' +
      'Make one with "openssl rand -hex 32"',
  ])
})

it('takes secrets of the least length', () => {
  expect(problemsWith({ MCP_SERVER_TOKEN: '12345678', MCP_STATE_KEYS: '0123456789abcdef' })).toEqual([])
})
