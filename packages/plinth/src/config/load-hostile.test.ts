import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load.ts'

it.each([
  [
    'server.token: 271828',
    'server.token in c must be text of at least 8 characters. Put it in quotes if it is meant as text',
  ],
  [
    'state.keys: [271828]',
    'state.keys in c must be a list of texts, or one text with commas between them, each of at least 16 characters. Put each entry in quotes',
  ],
  [
    'server.token: hunter2',
    'server.token in c must be text of at least 8 characters. Make one with "openssl rand -hex 32"',
  ],
  [
    'state.keys: [long-enough-for-a-key, hunter2-hunter2]',
    'state.keys in c must be a list of texts, or one text with commas between them, each of at least 16 characters. Make one with "openssl rand -hex 32"',
  ],
  [
    'metrics.push_url: redis://me:271828@gateway/?key=271828',
    'metrics.push_url in c is "redis://[redacted]@gateway/?[redacted]", but must be a URL that begins with http:// or https://',
  ],
])('does not tell the secret in %s', (content, message) => {
  const load = () => loadConfig({ env: { MCP_CONFIG_FILE: 'c' }, dotenv: false, readFile: () => content })
  expect(load).toThrow(new ConfigError([{ name: '', message }]).message)
})

it('never fails in another way than by ConfigError, and never tells a secret, whatever it is given', () => {
  const secretText = 'hunter2-hunter2-hunter2'
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string(),
      fc.constantFrom('', ': ', '\n', '"', '{', '*'),
      (env, dotenv, file, mark) => {
        const files = new Map([
          ['/srv/.env', dotenv],
          ['/srv/c', `${file}\nserver.token: ${mark}${secretText}`],
        ])
        try {
          const variables = { MCP_CONFIG_FILE: 'c', MCP_PORT: env, MCP_STATE_KEYS: secretText }
          loadConfig({ env: variables, cwd: '/srv', readFile: path => files.get(path) ?? '' })
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError)
          expect(String(error)).not.toContain(secretText)
        }
      },
    ),
  )
})
