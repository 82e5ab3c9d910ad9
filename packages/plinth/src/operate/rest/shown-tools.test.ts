import { describe, expect, it } from 'vitest'
import { requireRoles, requireScopes, staticTokens } from '../../auth/index.ts'
import { Plinth } from '../../plinth.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { createOperatorApi } from '../api.ts'
import { createHealth } from '../health.ts'
import { createReadiness } from '../readiness.ts'

const verify = staticTokens([
  { name: 'nobody', token: 'token-of-nobody', scopes: [] },
  { name: 'reader', token: 'token-of-reader', scopes: ['read'] },
  { name: 'admin', token: 'token-of-admin', scopes: [], roles: ['admin'] },
  { name: 'boss', token: 'token-of-boss', scopes: ['operator'] },
  { name: 'all', token: 'token-of-all', scopes: ['*'] },
])

const setUp = () => {
  const inner = new Plinth({ name: 'inner' })
  inner.use(requireRoles('admin'))
  inner.tool('ruled', {}, () => '')
  const server = new Plinth({ name: 'test' })
  server.tool('open', {}, () => '')
  server.tool('closed', { use: [requireScopes('read')] }, () => '')
  server.tool('off', { enabled: false, use: [requireScopes('read')] }, () => '')
  server.mount(inner)
  const health = createHealth({ service: 'test', version: '1', transport: 'http', clock: fakeClock() })
  const access = { verify }
  const app = createOperatorApi({ runtime: server.runtime, health, readiness: createReadiness(), access })
  return async (path: string, who: string) => {
    const response = await app.request(path, { headers: { authorization: `Bearer token-of-${who}` } })
    return { code: response.status, body: await response.json() }
  }
}

describe.each([
  ['nobody', ['open']],
  ['reader', ['open', 'closed', 'off']],
  ['admin', ['open', 'ruled']],
  ['boss', ['open', 'closed', 'ruled', 'off']],
  ['all', ['open', 'closed', 'ruled', 'off']],
])('%s', (who, names) => {
  it('sees what it may call, and an operator all', async () => {
    const get = setUp()
    const { body } = await get('/tools', who)
    expect(body).toMatchObject({ total: names.length, tools: names.map(name => ({ name })) })
    expect((await get('/', who)).body).toMatchObject({ tools: names })
    for (const name of ['open', 'closed', 'ruled', 'off'])
      expect([name, (await get(`/tools/${name}`, who)).code]).toEqual([
        name,
        names.includes(name) ? 200 : 404,
      ])
  })
})
