import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from 'plinth/config'
import { describe, expect, it } from 'vitest'
import { DEPLOY, filesBelow, readAll, readText, readYaml } from '../testing/files.fixtures.ts'
import { problemsWith } from './schemas.fixtures.ts'

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec?: unknown
}
interface Kustomization {
  readonly kind: string
  readonly resources?: readonly string[]
  readonly components?: readonly string[]
  readonly patches?: readonly { readonly path: string }[]
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals: readonly string[] }[]
  readonly secretGenerator?: readonly { readonly name: string; readonly literals: readonly string[] }[]
}

const below = filesBelow('kubernetes', '.yaml')
const isKustomization = (path: string) => path.endsWith('kustomization.yaml')
const HEAD = 'kubernetes/components/monitoring/rule-head.yaml'
const manifests = below
  .filter(path => !isKustomization(path) && path !== HEAD)
  .flatMap(path => readAll(path).map(manifest => ({ path, manifest: manifest as Manifest })))

const kustomizationAt = (folder: string) => readYaml(join(folder, 'kustomization.yaml')) as Kustomization

/** Every file that a folder's kustomization leads to. */
const reached = (folder: string): readonly string[] => {
  const { resources = [], components = [], patches = [] } = kustomizationAt(folder)
  const named = [...resources, ...components, ...patches.map(({ path }) => path)]
  return named
    .map(each => join(folder, each))
    .flatMap(path =>
      statSync(join(DEPLOY, path)).isDirectory()
        ? [join(path, 'kustomization.yaml'), ...reached(path)]
        : [path],
    )
}

const OVERLAYS = ['development', 'one-replica', 'production'] as const

const patchesOf = (folder: string): readonly string[] =>
  kustomizationAt(folder).patches?.map(({ path }) => join(folder, path)) ?? []

const patches = OVERLAYS.flatMap(overlay => patchesOf(`kubernetes/overlays/${overlay}`))

const manifestsOf = (folder: string) => {
  const paths = new Set(reached(folder))
  return manifests
    .filter(({ path }) => paths.has(path) && !patches.includes(path))
    .map(({ manifest }) => manifest)
}

const settingsOf = (folder: string): Record<string, string> => {
  const literals = [kustomizationAt('kubernetes/base'), kustomizationAt(folder)]
    .flatMap(({ configMapGenerator = [] }) => configMapGenerator)
    .flatMap(each => each.literals)
  return Object.fromEntries(
    literals.map(each => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  )
}

interface Pods {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number
        readonly containers?: readonly {
          readonly env?: readonly {
            readonly name: string
            readonly value?: string
            readonly $patch?: string
          }[]
        }[]
        readonly volumes?: readonly {
          readonly name: string
          readonly emptyDir?: { readonly sizeLimit: string }
        }[]
      }
    }
  }
}

const podsIn = (path: string) => (readYaml(path) as Pods).spec.template.spec

/** What the deployment of an overlay sets, beside the settings of its config map. */
const environmentOf = (folder: string): Record<string, string> => {
  const env = ['kubernetes/base/deployment.yaml', ...patchesOf(folder)].flatMap(
    path => podsIn(path).containers?.flatMap(container => container.env ?? []) ?? [],
  )
  const removed = env.filter(({ $patch }) => $patch === 'delete').map(({ name }) => name)
  const kept = env.filter(({ name }) => !removed.includes(name))
  return Object.fromEntries(kept.map(({ name, value = '' }) => [name, value]))
}

const REDIS_URL = 'tasks-redis-url'

const readSecret = (path: string): string =>
  path.endsWith(REDIS_URL) ? 'rediss://redis.example.internal' : `a-secret-of-${path.split('/').at(-1)}`

it.each(manifests)('$path is what Kubernetes takes', async ({ path, manifest }) => {
  // A patch has not all that the whole must have, and removes a field by saying null.
  const problems = await problemsWith(manifest)
  const ofPatch = /selector|containers|replicas|env|volumes|rollingUpdate/
  expect(patches.includes(path) ? problems.filter(each => !ofPatch.test(each)) : problems).toEqual([])
})

it('what is misspelt or of the wrong type is noticed', async () => {
  const deployment = readYaml('kubernetes/base/deployment.yaml') as Manifest & { spec: object }
  const bad = (spec: object) =>
    problemsWith(Object.assign({}, deployment, { spec: { ...deployment.spec, ...spec } }))
  expect(await bad({ replicas: 'two' })).not.toEqual([])
  expect(await bad({ replcas: 2 })).not.toEqual([])
})

it('the alert rules are what the Prometheus Operator takes', async () => {
  const { parse } = await import('yaml')
  const rules = readText('prometheus/rules.yaml').replace(/^/gm, '  ')
  expect(await problemsWith(parse(readText(HEAD) + rules))).toEqual([])
})

describe.each(OVERLAYS)('the overlay %s', overlay => {
  const folder = `kubernetes/overlays/${overlay}`

  it('names files that exist, and no resource twice', () => {
    for (const path of reached(folder)) expect(existsSync(join(DEPLOY, path)), path).toBe(true)
    const ids = manifestsOf(folder).map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining(['Deployment netdiag', 'Service netdiag', 'NetworkPolicy netdiag']),
    )
  })

  it('has settings that the server takes', () => {
    const env = {
      MCP_PROFILE: 'production',
      MCP_SERVER_TRANSPORT: 'http',
      MCP_HOST: '0.0.0.0',
      ...settingsOf(folder),
      ...environmentOf(folder),
    }
    const { warnings, clamped, config } = loadConfig({ env, dotenv: false, readFile: readSecret })
    expect({ warnings, clamped }).toEqual({ warnings: [], clamped: [] })
    // What Kubernetes waits before it kills must be longer than what stopping takes: half a second of quiet, and closing.
    const { delaySec, graceSec } = config.shutdown
    const { terminationGracePeriodSeconds } = podsIn('kubernetes/base/deployment.yaml')
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(delaySec + graceSec + 10)
    // In one place, encrypted: what replicas share, or what belongs to one of them and has room for it.
    const { file, redisUrl, keys, maxBytes } = config.tasks
    expect([file, redisUrl]).toEqual(
      overlay === 'production' ? [undefined, readSecret(REDIS_URL)] : ['/data/tasks.db', undefined],
    )
    expect(keys).toEqual([readSecret('tasks-keys')])
    const data = podsIn('kubernetes/base/deployment.yaml').volumes?.find(({ name }) => name === 'data')
    expect(maxBytes).toBeLessThan(Number.parseInt(data?.emptyDir?.sizeLimit ?? '0', 10) * 2 ** 20)
  })
})

it('every file of manifests is reached by an overlay, but for the example of the secret', () => {
  const all = new Set(OVERLAYS.flatMap(each => reached(`kubernetes/overlays/${each}`)))
  const left = below.filter(path => !all.has(path) && !path.includes('/overlays/'))
  expect(left).toEqual([HEAD, 'kubernetes/secret.example.yaml'])
})

it('the pods run restricted, within the stated resources, and may reach private networks only', () => {
  const [deployment, policy] = ['deployment', 'network-policy'].map(name =>
    readYaml(`kubernetes/base/${name}.yaml`),
  )
  expect(deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              resources: {
                requests: { cpu: '250m', memory: '256Mi' },
                limits: { cpu: '500m', memory: '512Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              livenessProbe: { httpGet: { path: '/livez' } },
              readinessProbe: { httpGet: { path: '/readyz' } },
            },
          ],
        },
      },
    },
  })
  const { egress } = (policy as { spec: { egress: { to: { ipBlock?: { cidr: string } }[] }[] } }).spec
  const networks = egress.flatMap(({ to }) => to).flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr] : []))
  expect(networks).toEqual(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])
})

it('secrets in the repository are for development only, and the keys are the ones that pods read', () => {
  const example = readYaml('kubernetes/secret.example.yaml') as { stringData: Record<string, string> }
  expect(new Set(Object.values(example.stringData))).toEqual(new Set(['REPLACE-ME']))
  const [generated] = kustomizationAt('kubernetes/overlays/development').secretGenerator ?? []
  const keysRead = (path: string) =>
    [...readText(path).matchAll(/(?:\/run\/secrets\/netdiag\/|key: )([\w-]+) \}/g)].map(([, key]) => key)
  const ofBase = keysRead('kubernetes/base/deployment.yaml')
  expect(generated?.literals.map(each => each.split('=')[0])).toEqual(ofBase)
  expect(Object.keys(example.stringData)).toEqual([...ofBase, ...patches.flatMap(keysRead)])
  expect(kustomizationAt('kubernetes/overlays/production').secretGenerator).toBeUndefined()
})

it('the autoscaler asks for a metric that the adapter serves', () => {
  const scaler = readYaml('kubernetes/overlays/production/autoscaler.yaml') as {
    spec: { metrics: { pods?: { metric: { name: string } } }[] }
  }
  const adapter = readYaml('prometheus/adapter.yaml') as { rules: { custom: { name: { as: string } }[] } }
  const asked = scaler.spec.metrics.flatMap(({ pods }) => (pods ? [pods.metric.name] : []))
  expect(asked).toEqual(adapter.rules.custom.map(({ name }) => name.as))
})
