import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, serve } from '../safe/fetch/loopback.fixtures.ts'
import { type SafeFetchOptions, safeFetch } from '../safe/index.ts'
import { introspection } from './introspection.ts'
import { jwt } from './jwt.ts'
import { claimsAt, expected, ISSUER, issuer } from './tokens.fixtures.ts'

let server: Started
let token: string
beforeAll(async () => {
  const { jwks, sign } = await issuer()
  const active = { active: true, sub: 'alice', scope: 'read' }
  server = await serve((request, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(request.method === 'POST' ? active : jwks)),
  )
  token = await sign(claimsAt(Date.now()))
})
afterAll(() => server[Symbol.asyncDispose]())

const VERIFIERS = {
  jwt: (url: string, fetch: ReturnType<typeof safeFetch>) =>
    jwt({ jwksUrl: `${url}/jwks`, ...expected, allowPlaintext: true, fetch }),
  introspection: (url: string, fetch: ReturnType<typeof safeFetch>) =>
    introspection({
      url,
      clientId: 'mcp',
      clientSecret: 'secret',
      issuer: ISSUER,
      allowPlaintext: true,
      fetch,
    }),
}

describe.each(['jwt', 'introspection'] as const)('%s through safeFetch', kind => {
  const verdict = async (options: SafeFetchOptions) => {
    await using fetch = safeFetch({
      schemes: ['http'],
      ports: [server.port],
      lookup: async () => [{ address: '127.0.0.1' }],
      ...options,
    })
    return await VERIFIERS[kind](`http://login.example.com:${server.port}`, fetch)(`Bearer ${token}`)
  }

  it('knows callers where the authorization server is allowed', async () => {
    expect(await verdict({ privateNetworks: ['127.0.0.1/32'] })).toMatchObject({
      principal: { id: `${ISSUER}#alice` },
    })
  })

  it('knows nobody where it has a private address that is not', async () => {
    expect(await verdict({})).toMatchObject({ fault: 'unavailable' })
  })
})
