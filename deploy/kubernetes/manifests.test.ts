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

const manifestsOf = (folder: string) => {
  const paths = new Set(reached(folder))
  const patches = kustomizationAt(folder).patches?.map(({ path }) => join(folder, path)) ?? []
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

it.each(manifests)('$path is what Kubernetes takes', async ({ path, manifest }) => {
  // A patch has not all that the whole must have, and removes a field by saying null.
  const problems = await problemsWith(manifest)
  const ofPatch = /selector|containers|replicas/
  expect(path.endsWith('spread.yaml') ? problems.filter(each => !ofPatch.test(each)) : problems).toEqual([])
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

describe.each(['development', 'production'])('the overlay %s', overlay => {
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
    }
    const secrets = {
      MCP_SERVER_TOKEN: 'a-secret-of-16-characters',
      MCP_OPERATOR_TOKEN: 'another-of-16-characters',
    }
    const { warnings, clamped, config } = loadConfig({ env: { ...env, ...secrets }, dotenv: false })
    expect({ warnings, clamped }).toEqual({ warnings: [], clamped: [] })
    // What Kubernetes waits before it kills must be longer than what stopping takes: half a second of quiet, and closing.
    const { delaySec, graceSec } = config.shutdown
    const { spec } = readYaml('kubernetes/base/deployment.yaml') as {
      spec: { template: { spec: { terminationGracePeriodSeconds: number } } }
    }
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(delaySec + graceSec + 10)
  })
})

it('every file of manifests is reached by an overlay, but for the example of the secret', () => {
  const all = new Set(['development', 'production'].flatMap(each => reached(`kubernetes/overlays/${each}`)))
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
  expect(generated?.literals.map(each => each.split('=')[0])).toEqual(Object.keys(example.stringData))
  expect(kustomizationAt('kubernetes/overlays/production').secretGenerator).toBeUndefined()
  const deployment = readText('kubernetes/base/deployment.yaml')
  for (const key of Object.keys(example.stringData))
    expect(deployment).toContain(`/run/secrets/netdiag/${key} }`)
})

it('the autoscaler asks for a metric that the adapter serves', () => {
  const scaler = readYaml('kubernetes/overlays/production/autoscaler.yaml') as {
    spec: { metrics: { pods?: { metric: { name: string } } }[] }
  }
  const adapter = readYaml('prometheus/adapter.yaml') as { rules: { custom: { name: { as: string } }[] } }
  const asked = scaler.spec.metrics.flatMap(({ pods }) => (pods ? [pods.metric.name] : []))
  expect(asked).toEqual(adapter.rules.custom.map(({ name }) => name.as))
})
