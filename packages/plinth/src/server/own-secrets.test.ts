import { expect, it } from 'vitest'
import { loadConfig, secret, secrets, url } from '../config/index.ts'
import { ownSecrets } from './own-secrets.ts'

const extra = {
  vault: {
    key: secret({ description: 'Key' }),
    older: secrets({ description: 'Keys before' }),
    url: url({ description: 'Address' }),
  },
}

const of = (env: Record<string, string>) =>
  ownSecrets(loadConfig({ env, dotenv: false, extra }).config, extra, env)

it('are secret settings, those of the platform and of the server itself', () => {
  const env = {
    MCP_SERVER_TOKEN: 'correct-horse',
    MCP_VAULT_KEY: 'battery',
    MCP_VAULT_OLDER: 'one-key-that-is-old,two',
  }
  expect(of(env)).toEqual(expect.arrayContaining(['correct-horse', 'battery', 'one-key-that-is-old', 'two']))
})

it('are passwords in addresses, as they stand there, as they are meant, and as they are sent', () => {
  expect(of({ MCP_VAULT_URL: 'https://ann:p%40ss@vault.example/' })).toEqual(
    expect.arrayContaining(['p%40ss', 'p@ss', btoa('ann:p%40ss')]),
  )
  expect(of({ MCP_VAULT_URL: 'https://vault.example/' })).toEqual([])
})

it('are variables by the name of a secret, and no others', () => {
  expect(of({ GITHUB_TOKEN: 'of-somebody-else', HOME: '/home/ann' })).toEqual(['of-somebody-else'])
  expect(of({ MCP_AUTH_TOKENS_FILE: '/etc/mcp/tokens.yaml' })).toEqual([])
})

it('are neither the working directory nor paths of files, so that log lines can name them', () => {
  expect(of({ PWD: '/srv/weather', GITHUB_TOKEN_FILE: '/run/secrets/github_token' })).toEqual([])
})
