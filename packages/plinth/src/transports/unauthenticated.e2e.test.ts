import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, expect, it } from 'vitest'
import { requireScopes } from '../auth/index.ts'
import { Plinth } from '../plinth.ts'
import { type HttpOptions, serveHttp } from './http.ts'

const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const opened = async (options: HttpOptions) => {
  const server = new Plinth({ name: 'alerts' })
  server.tool('open', {}, (_, ctx) => `open to ${ctx.principal?.id ?? 'anybody'}`)
  server.tool('list', { use: [requireScopes('alerts:read')] }, (_, ctx) => `listed for ${ctx.principal?.id}`)
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, { port: 0, ...options })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(serving.url)))
  ends.push(
    () => serving.close(),
    () => client.close(),
  )
  return client
}

const unauthenticatedPrincipal = { id: 'local', scopes: ['alerts:read'] }

it('who has no credential is whom the server takes everybody for', async () => {
  const client = await opened({ unauthenticatedPrincipal })
  expect((await client.listTools()).tools).toHaveLength(2)
  expect((await client.callTool({ name: 'list' })).content).toEqual([
    { type: 'text', text: 'listed for local' },
  ])
})

it('and nobody where it says nothing, or where a credential may be given', async () => {
  const verify = async () => ({ fault: 'missing' }) as const
  for (const options of [{}, { unauthenticatedPrincipal, auth: { verify, optional: true } }]) {
    const client = await opened(options)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['open'])
    expect((await client.callTool({ name: 'open' })).content).toEqual([
      { type: 'text', text: 'open to anybody' },
    ])
  }
})
