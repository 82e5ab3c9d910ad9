import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

export interface AuthorizationServerOptions {
  /** What its tokens are for. */
  readonly resource: string
  readonly scopes: readonly string[]
  readonly format: 'jwt' | 'opaque'
}

/** Where a person is sent back to. */
export const REDIRECT = 'http://127.0.0.1/callback'
export const CLIENT = 'desktop-client'
/** A client that acts for itself, and one that may ask about tokens. */
export const MACHINE = { clientId: 'machine', clientSecret: 'secret of the machine & co' }
export const RESOURCE_SERVER = { clientId: 'mcp server', clientSecret: 'secret: of the server%' }

const signingKey = async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: 'r1', alg: 'RS256', use: 'sig' }
}

/** Signs in `alice`, who agrees to everything. */
const interact = async (provider: Provider, request: IncomingMessage, response: ServerResponse) => {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login')
    return provider.interactionFinished(request, response, { login: { accountId: 'alice' } })
  const grant =
    (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
    new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) })
  const missing = prompt.details.missingResourceScopes ?? {}
  for (const [indicator, scopes] of Object.entries(missing))
    grant.addResourceScope(indicator, [scopes].flat().join(' '))
  const consent = { grantId: await grant.save() }
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
}

/** Does what a browser does: follows redirects with cookies, until one leads back to the client. */
const browse = async (from: URL): Promise<URLSearchParams> => {
  const cookies = new Map<string, string>()
  let at = from
  for (let hops = 0; hops < 20; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
    const text = await response.text()
    for (const each of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';', 1)[0] ?? '').split('=')
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`The authorization server answers ${response.status}: ${text}`)
    at = new URL(location, at)
    if (at.href.startsWith(REDIRECT)) return at.searchParams
  }
  throw new Error('The authorization server redirects without end')
}

/** A real authorization server on loopback, in which nobody has to click. */
export const startAuthorizationServer = async ({ resource, scopes, format }: AuthorizationServerOptions) => {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  const server = createServer((request, response) => handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const secret = ({ clientId, clientSecret }: typeof MACHINE) => ({
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [],
    response_types: [],
  })
  const provider = new Provider(issuer, {
    jwks: { keys: [await signingKey()] },
    cookies: { keys: ['for-tests-only'] },
    clients: [
      {
        client_id: CLIENT,
        redirect_uris: [REDIRECT],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
      },
      { ...secret(MACHINE), grant_types: ['client_credentials'] },
      { ...secret(RESOURCE_SERVER), grant_types: [] },
    ],
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: 600,
      ClientCredentials: 600,
      Grant: 600,
      Interaction: 600,
      Session: 600,
      IdToken: 600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopes.join(' '),
          audience: resource,
          accessTokenFormat: format,
          accessTokenTTL: 600,
          ...(format === 'jwt' ? { jwt: { sign: { alg: 'RS256' } } } : {}),
        }),
      },
    },
  })
  const callback = provider.callback()
  handle = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    interact(provider, request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  }

  const post = (path: string, { clientId, clientSecret }: typeof MACHINE, form: Record<string, string>) => {
    const encoded = [clientId, clientSecret].map(encodeURIComponent).join(':')
    const authorization = `Basic ${Buffer.from(encoded).toString('base64')}`
    return fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    })
  }

  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    introspectionUrl: `${issuer}/token/introspection`,
    browse,
    /** A token for the client that acts for itself. */
    async tokenForMachine(scope: string): Promise<string> {
      const answer = await post('/token', MACHINE, { grant_type: 'client_credentials', scope, resource })
      const { access_token: token }: { access_token?: unknown } = Object(await answer.json())
      if (typeof token !== 'string') throw new Error(`There is no token: ${answer.status}`)
      return token
    },
    revoke: (token: string) => post('/token/revocation', MACHINE, { token }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type AuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>
