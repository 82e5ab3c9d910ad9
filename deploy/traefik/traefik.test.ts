import { expect, it } from 'vitest'
import { readYaml } from '../testing/files.fixtures.ts'

// There is no schema of Traefik's files to be had as a package: what can be checked is that names lead somewhere.

interface Dynamic {
  readonly http: {
    readonly routers: Record<
      string,
      { rule: string; service: string; middlewares: string[]; entryPoints: string[] }
    >
    readonly services: Record<
      string,
      { loadBalancer: { serversTransport: string; servers: { url: string }[] } }
    >
    readonly middlewares: Record<string, object>
    readonly serversTransports: Record<string, object>
  }
}

const { http } = readYaml('traefik/dynamic.yaml') as Dynamic
const fixed = readYaml('traefik/traefik.yaml') as { entryPoints: object; certificatesResolvers: object }

it('routers lead to services, middlewares and entry points that there are, and services to replicas', () => {
  for (const { service, middlewares, entryPoints } of Object.values(http.routers)) {
    expect(http.services).toHaveProperty([service])
    for (const middleware of middlewares) expect(http.middlewares).toHaveProperty([middleware])
    for (const entryPoint of entryPoints) expect(fixed.entryPoints).toHaveProperty([entryPoint])
  }
  const all = http.services['mcp-all']?.loadBalancer.servers
  expect(
    [http.services['mcp-a'], http.services['mcp-b']].flatMap(each => each?.loadBalancer.servers),
  ).toEqual(all)
  for (const { loadBalancer } of Object.values(http.services))
    expect(http.serversTransports).toHaveProperty([loadBalancer.serversTransport])
})

it.each(['a', 'b'])('ids of sessions of replica %s go there', prefix => {
  const rule = http.routers[`session-${prefix}`]?.rule ?? ''
  const [, expression = 'none'] = /HeaderRegexp\(`Mcp-Session-Id`, `(.*)`\)/.exec(rule) ?? []
  const pattern = new RegExp(expression)
  expect(pattern.test(`${prefix}.5f1b5a3e-0000-4000-8000-000000000000`)).toBe(true)
  expect(pattern.test(`x${prefix}.5f1b5a3e`)).toBe(false)
  expect(pattern.test(`${prefix}x5f1b5a3e`)).toBe(false)
})
