import { expect, it } from 'vitest'
import { ownSecrets } from '../server/own-secrets.ts'
import { ConfigError } from './config-error.ts'
import { optionalText, secret } from './kinds.ts'
import { loadConfig } from './load.ts'
import { redacted } from './redacted.ts'

const TOKEN = 'a-token-of-32-characters-or-more'

const load = (env: Record<string, string>, files: Record<string, string> = {}) =>
  loadConfig({
    env,
    cwd: '/srv',
    extra: { upstream: { key: secret({ env: ['UPSTREAM_KEY'], description: 'Key' }) } },
    readFile: path => {
      const content = files[path]
      if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return content
    },
  })

const refusal = (...given: Parameters<typeof load>): readonly string[] => {
  try {
    load(...given)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message)
    throw error
  }
  throw new Error('nothing was refused')
}

it('reads an address with a password from a file, and shows no more than where it leads', () => {
  const { config } = load(
    { MCP_TASKS_REDIS_URL_FILE: '/run/secrets/redis' },
    { '/run/secrets/redis': 'rediss://me:hunter2-of-redis@redis.internal:6380\n' },
  )
  expect(config.tasks.redisUrl).toBe('rediss://me:hunter2-of-redis@redis.internal:6380')
  expect(redacted(config).tasks).toMatchObject({ redisUrl: 'rediss://[redacted]@redis.internal:6380' })
  expect(ownSecrets(config, {}, {})).toContain('hunter2-of-redis')
  expect(refusal({ MCP_TASKS_REDIS_URL: 'http://me:word@redis' })).toEqual([
    'MCP_TASKS_REDIS_URL is "http://[redacted]@redis", but must be a URL that begins with redis:// or rediss://',
  ])
})

it('reads secrets from the files that the environment names, and says where they came from', () => {
  const { config, sources, warnings } = load(
    {
      MCP_TRANSPORT: 'http',
      MCP_SERVER_TOKEN_FILE: '/run/secrets/token',
      UPSTREAM_KEY_FILE: 'key',
      MCP_STATE_KEYS_FILE: '/run/secrets/keys',
    },
    {
      '/run/secrets/token': `${TOKEN}\n`,
      '/srv/key': ' k ',
      '/run/secrets/keys': 'the-new-key-of-16,the-old-key-of-16\n',
    },
  )
  expect(config.server.token).toBe(TOKEN)
  expect(config.upstream.key).toBe('k')
  expect(config.state.keys).toEqual(['the-new-key-of-16', 'the-old-key-of-16'])
  expect(sources).toMatchObject({
    'server.token': 'env(MCP_SERVER_TOKEN_FILE)',
    'upstream.key': 'env(UPSTREAM_KEY_FILE)',
  })
  expect(warnings).toEqual([])
})

it('refuses what cannot be meant, and shows nothing of the secret', () => {
  const at = { MCP_SERVER_TOKEN_FILE: '/t' }
  expect(refusal(at)).toEqual([
    '/t cannot be read as the secret that MCP_SERVER_TOKEN_FILE names (ENOENT): check the path and its permissions',
  ])
  expect(refusal(at, { '/t': '\n' })).toEqual([
    '/t, which MCP_SERVER_TOKEN_FILE names, is empty: put the secret into it',
  ])
  expect(refusal({ ...at, MCP_SERVER_TOKEN: TOKEN }, { '/t': TOKEN })).toEqual([
    'MCP_SERVER_TOKEN_FILE and MCP_SERVER_TOKEN are both set: unset one of them',
  ])
  expect(refusal(at, { '/t': 'short' })).toEqual([
    'MCP_SERVER_TOKEN_FILE must be text of at least 8 characters. Make one with "openssl rand -hex 32"',
  ])
})

it('reads no file for what is no secret, or because of a .env that was found', () => {
  const { config, warnings } = load(
    { MCP_SERVER_HOST_FILE: '/h' },
    { '/srv/.env': 'MCP_SERVER_TOKEN_FILE=/t', '/t': TOKEN, '/h': '0.0.0.0' },
  )
  expect(config.server).toMatchObject({ host: '127.0.0.1', token: undefined })
  expect(warnings.join()).toContain('MCP_SERVER_HOST_FILE is not a setting and was ignored')
})

it('leaves a variable to the setting that has its name', () => {
  const extra = {
    vault: { pin: secret({ description: 'Pin' }), pinFile: optionalText({ description: 'Where' }) },
  }
  const { config } = loadConfig({ env: { MCP_VAULT_PIN_FILE: '/p' }, dotenv: false, extra })
  expect(config.vault).toEqual({ pin: undefined, pinFile: '/p' })
})
