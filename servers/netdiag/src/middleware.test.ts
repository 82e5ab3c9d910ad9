import { loadConfig } from 'plinth/config'
import { connect } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { createNetdiag } from './server.ts'
import { netdiagSettings, optionsFrom } from './settings.ts'

const serve = async (env: Record<string, string>) => {
  const { config } = loadConfig({ extra: netdiagSettings, env, dotenv: false })
  const { server } = createNetdiag(optionsFrom(config))
  const events: string[] = []
  server.runtime.events.subscribe(({ type }) => events.push(type))
  return { client: await connect(server), events }
}

describe('the configuration of this server', () => {
  it('limits how often a tool is called', async () => {
    const { client, events } = await serve({ MCP_RATE_LIMIT_REQUESTS: '2', MCP_RATE_LIMIT_BURST: '2' })
    await client.call('interfaces')
    await client.call('interfaces')
    await expect(client.call('interfaces')).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } })
    await client.call('listening_ports')
    expect(events).toContain('limit.refused')
    await client.close()
  })

  it.each([
    [{}, []],
    [{ MCP_ENABLE_CACHING: 'true' }, ['cache.miss', 'cache.hit']],
  ])('caches where that is switched on: %j', async (env, expected) => {
    const { client, events } = await serve(env)
    await client.call('interfaces')
    await client.call('interfaces')
    expect(events.filter(type => type.startsWith('cache.'))).toEqual(expected)
    await client.close()
  })
})
