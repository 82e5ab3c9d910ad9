import { describe, expect, it } from 'vitest'
import { openPanther } from './testing/harness.ts'
import { cases, ID } from './testing/tool-cases.ts'

describe('when Panther fails', () => {
  it.each(cases)(
    '%s asks again if it only reads, and says so in the end',
    async (tool, { args, route, write }) => {
      const { call, standIn } = await openPanther({ panther: { attempts: 3, breaker: { threshold: 50 } } })
      standIn.fail({ kind: 'status', status: 503, route })
      await expect(call(tool, args)).rejects.toMatchObject({
        code: 'CONNECTION_ERROR',
        message: expect.stringContaining('status 503'),
      })
      expect(standIn.requests().filter(({ fault }) => fault === 'status')).toHaveLength(write ? 1 : 3)
    },
  )

  it('bulk_update_alerts tells each part that failed, and sends each once', async () => {
    const { call, standIn } = await openPanther()
    standIn.fail({ kind: 'status', status: 503, method: 'write' })
    const args = { alert_ids: [ID], status: 'CLOSED', comment: 'x', confirm: true }
    expect(await call('bulk_update_alerts', args)).toMatchObject({
      summary: { successful_operations: 0, failed_operations: 2 },
    })
    expect(standIn.requests().filter(({ write }) => write)).toHaveLength(2)
  })

  it('get_permissions says so', async () => {
    const { call, standIn } = await openPanther()
    standIn.fail({ kind: 'malformed', route: 'GET /api-tokens/self' })
    await expect(call('get_permissions')).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    })
  })
})

describe('with a token without permissions', () => {
  it.each([
    ...cases,
    [
      'bulk_update_alerts',
      { args: { alert_ids: [ID], status: 'OPEN', confirm: true }, needs: 'Manage Alerts' },
    ] as const,
  ])('%s names what is missing, and asks for nothing', async (tool, { args, needs }) => {
    const { call, standIn } = await openPanther({ token: ({ tokens }) => tokens.none })
    await expect(call(tool, args)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining(`"${needs}"`),
    })
    const routes = standIn.requests().map(({ path }) => path)
    expect(new Set(routes)).toEqual(new Set(['/api-tokens/self']))
  })

  it('names it too where Panther refuses by itself', async () => {
    const { call, standIn } = await openPanther({ token: ({ tokens }) => tokens.none })
    standIn.fail({ kind: 'status', status: 404, route: 'GET /api-tokens/self' })
    for (const [tool, needs] of [
      ['list_alerts', '"Read Alerts" (AlertRead)'],
      ['list_databases', '"Query Data Lake" (DataAnalyticsRead)'],
    ] as const)
      await expect(call(tool)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining(needs),
      })
  })

  it('asks once what the token may do', async () => {
    const { call, standIn } = await openPanther()
    await Promise.all([call('list_alerts'), call('list_users'), call('list_roles')])
    await call('list_databases')
    expect(standIn.requests().filter(({ path }) => path === '/api-tokens/self')).toHaveLength(1)
  })
})

describe('with a token that is wrong', () => {
  it.each(['list_alerts', 'get_permissions', 'list_databases'])(
    '%s says to stop, and does not ask again',
    async tool => {
      const { call, standIn } = await openPanther({ token: () => 'not-a-token-of-anybody' })
      await expect(call(tool)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining('rejects the API token'),
        suggestion: expect.stringMatching(/^Stop/),
      })
      expect(standIn.requests().filter(({ status }) => status === 401)).toHaveLength(1)
    },
  )
})

describe('callers', () => {
  const scoped = [
    ...cases,
    [
      'bulk_update_alerts',
      { args: { alert_ids: [ID], status: 'OPEN', confirm: true }, scope: 'alerts:write' },
    ] as const,
    ['get_permissions', { scope: 'permissions:read' }] as const,
  ]

  it('are thought of for every tool', async () => {
    const { client } = await openPanther()
    const { tools } = await client.client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual(scoped.map(([name]) => name).sort())
  })

  it.each(scoped)('without the scope, neither see %s nor get its result', async (tool, one) => {
    const { scope } = one
    const others = [...new Set(scoped.map(([, { scope }]) => scope))].filter(other => other !== scope)
    const { client, call, standIn } = await openPanther({ scopes: others })
    const { tools } = await client.client.listTools()
    expect(tools.map(({ name }) => name)).not.toContain(tool)
    const args = 'args' in one ? one.args : {}
    await expect(call(tool, args)).rejects.toThrow(new RegExp(`needs the scope "${scope}"`))
    expect(standIn.requests()).toEqual([])
  })
})
