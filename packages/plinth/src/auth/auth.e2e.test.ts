import {
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { VerifyCredential } from '../define/credential.ts'
import { Plinth } from '../index.ts'
import { serveHttp } from '../transports/http.ts'
import {
  type AuthorizationServer,
  CLIENT,
  REDIRECT,
  RESOURCE_SERVER,
  startAuthorizationServer,
} from './authorization-server.fixtures.ts'
import { introspection } from './introspection.ts'
import { jwt } from './jwt.ts'
import { requireScopes } from './require-scopes.ts'

// The authorization server says that it forgets everything, which is what a test wants.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const KINDS = {
  jwt: ({ jwksUrl, issuer }: AuthorizationServer, audience: string) => jwt({ jwksUrl, issuer, audience }),
  opaque: ({ introspectionUrl: url }: AuthorizationServer, audience: string) =>
    introspection({ url, ...RESOURCE_SERVER, audience }),
} satisfies Record<string, (login: AuthorizationServer, audience: string) => VerifyCredential>

const setUp = async (format: keyof typeof KINDS) => {
  const port = await freePort()
  const resource = `http://127.0.0.1:${port}/mcp`
  const login = await startAuthorizationServer({ resource, format, scopes: ['scan:read', 'scan:run'] })
  open.push(login)
  const server = new Plinth({ name: 'scanner' })
  server.tool('read', { use: [requireScopes('scan:read')] }, (_, ctx) => `${ctx.principal?.id} reads`)
  server.tool('run', { use: [requireScopes('scan:run')] }, (_, ctx) => `${ctx.principal?.id} runs`)
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, {
    port,
    auth: {
      verify: KINDS[format](login, resource),
      scopes: ['scan:read'],
      resource: { resource, authorizationServers: [login.issuer] },
    },
  })
  open.push(serving)
  return { login, resource, url: new URL(serving.url) }
}

type Kept<K extends 'tokens' | 'discoveryState'> = Awaited<ReturnType<Required<OAuthClientProvider>[K]>>

/** What a client keeps, and where it sends the person. */
const createProvider = () => {
  const kept: { tokens?: Kept<'tokens'>; discovery?: Kept<'discoveryState'>; verifier?: string; to?: URL } =
    {}
  const provider: OAuthClientProvider = {
    redirectUrl: REDIRECT,
    clientMetadata: { client_name: 'test', redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none' },
    clientInformation: () => ({ client_id: CLIENT }),
    tokens: () => kept.tokens,
    saveTokens(tokens) {
      kept.tokens = tokens
    },
    redirectToAuthorization(url) {
      kept.to = url
    },
    saveCodeVerifier(verifier) {
      kept.verifier = verifier
    },
    codeVerifier: () => kept.verifier ?? '',
    saveDiscoveryState(state) {
      kept.discovery = state
    },
    discoveryState: () => kept.discovery,
  }
  return { kept, provider }
}

const textOf = (result: { readonly content: unknown }) => JSON.stringify(result.content)

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('with %s tokens', format => {
  it.each(['2026-07-28', '2025-11-25'])(
    'the official client (%s) signs in, calls, and asks for more',
    async pin => {
      const { login, resource, url } = await setUp(format)
      const { kept, provider } = createProvider()
      const wire: string[] = []
      const challenges: string[] = []
      const recording: typeof fetch = async (input, init) => {
        const response = await fetch(input, init)
        const to = new URL(input instanceof Request ? input.url : input)
        wire.push(`${response.status} ${to.origin === login.issuer ? 'login' : 'mcp'} ${to.pathname}`)
        const challenge = response.headers.get('www-authenticate')
        if (challenge !== null) challenges.push(challenge)
        return response
      }
      const connect = async () => {
        const mode = pin === '2026-07-28' ? { pin } : ('legacy' as const)
        const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
        const transport = new StreamableHTTPClientTransport(url, { authProvider: provider, fetch: recording })
        open.push(client)
        return { client, transport, connected: client.connect(transport) }
      }
      const signIn = async (transport: StreamableHTTPClientTransport) => {
        if (!kept.to) throw new Error('Nobody was sent anywhere')
        const { searchParams } = kept.to
        await transport.finishAuth(await login.browse(kept.to))
        return Object.fromEntries(searchParams)
      }

      const first = await connect()
      await expect(first.connected).rejects.toThrow(UnauthorizedError)
      const metadata = `${url.origin}/.well-known/oauth-protected-resource/mcp`
      expect(challenges).toEqual([
        `Bearer realm="scanner", scope="scan:read", resource_metadata="${metadata}"`,
      ])
      expect(await signIn(first.transport)).toMatchObject({
        scope: 'scan:read',
        resource,
        code_challenge_method: 'S256',
      })
      expect(wire.slice(0, 3)).toEqual([
        '401 mcp /mcp',
        '200 mcp /.well-known/oauth-protected-resource/mcp',
        '200 login /.well-known/oauth-authorization-server',
      ])

      const { client, transport, connected } = await connect()
      await connected
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read'])
      expect(textOf(await client.callTool({ name: 'read' }))).toContain(`${login.issuer}#alice reads`)

      challenges.length = 0
      await expect(client.callTool({ name: 'run' })).rejects.toThrow(UnauthorizedError)
      expect(challenges[0]).toBe(
        `Bearer realm="scanner", error="insufficient_scope", scope="scan:run", resource_metadata="${metadata}"`,
      )
      expect(await signIn(transport)).toMatchObject({ scope: 'scan:read scan:run' })
      expect(textOf(await client.callTool({ name: 'run' }))).toContain(`${login.issuer}#alice runs`)
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read', 'run'])
    },
  )

  it('a client that acts for itself is somebody too', async () => {
    const { login, resource } = await setUp(format)
    const verdict = await KINDS[format](login, resource)(`Bearer ${await login.tokenForMachine('scan:run')}`)
    expect(verdict).toMatchObject({
      principal: { id: expect.stringMatching(/machine$/), scopes: ['scan:run'] },
    })
  })

  it('a token for another server is refused', async () => {
    const { login } = await setUp(format)
    const verify = KINDS[format](login, 'https://other.example.com/mcp')
    expect(await verify(`Bearer ${await login.tokenForMachine('scan:run')}`)).toMatchObject({
      fault: 'wrong',
      reason: expect.stringContaining('aud'),
    })
  })

  it('nobody is let in, or told that the token is wrong, while the authorization server is down', async () => {
    const { login, url } = await setUp(format)
    const authorization = `Bearer ${await login.tokenForMachine('scan:read')}`
    await open.shift()?.close()
    const response = await fetch(url, { method: 'POST', headers: { authorization } })
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(response.headers.get('www-authenticate')).toBeNull()
  })
})

it('a token that was revoked is refused once what is remembered is old', async () => {
  const { login, resource } = await setUp('opaque')
  const verify = introspection({
    url: login.introspectionUrl,
    ...RESOURCE_SERVER,
    audience: resource,
    cacheMs: 0,
  })
  const token = await login.tokenForMachine('scan:run')
  expect(await verify(`Bearer ${token}`)).toHaveProperty('principal')
  expect((await login.revoke(token)).status).toBe(200)
  expect(await verify(`Bearer ${token}`)).toMatchObject({ fault: 'wrong', reason: 'it is not active' })
})

it('who does not know the secret is told nothing about tokens', async () => {
  const { login, resource } = await setUp('opaque')
  const client = { ...RESOURCE_SERVER, clientSecret: 'another secret' }
  const verify = introspection({ url: login.introspectionUrl, ...client, audience: resource })
  const token = await login.tokenForMachine('scan:run')
  expect(await verify(`Bearer ${token}`)).toMatchObject({
    fault: 'unavailable',
    reason: expect.stringContaining('answers with 40'),
  })
})
