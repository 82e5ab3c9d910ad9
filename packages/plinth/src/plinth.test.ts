import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth, ToolError } from './index.ts'
import { connect } from './testing/index.ts'

const ERAS = ['modern', 'legacy'] as const

describe.each(ERAS)('a server, to a %s client', era => {
  it('lists and calls a tool, with typed arguments and a checked result', async () => {
    const server = new Plinth({ name: 'weather', version: '1.2.3', instructions: 'Ask for a city.' })
    const forecast = server.tool(
      'forecast',
      {
        description: 'Highs for a city',
        input: z.object({ city: z.string(), days: z.int().min(1).max(7).default(3) }),
        output: z.object({ city: z.string(), highs: z.array(z.number()) }),
      },
      async ({ city, days }) => ({
        city,
        highs: Array.from({ length: days }, (_, day) => day),
        secret: 'not declared',
      }),
    )
    const client = await connect(server, { era })
    expect(await client.call(forecast, { city: 'Oslo', days: 2 })).toEqual({ city: 'Oslo', highs: [0, 1] })
    const { tools } = await client.client.listTools()
    expect(tools).toMatchObject([
      { name: 'forecast', description: 'Highs for a city', inputSchema: { required: ['city'] } },
    ])
    expect(client.client.getServerVersion()).toMatchObject({ name: 'weather', version: '1.2.3' })
    expect(client.client.getInstructions()).toBe('Ask for a city.')
    await client.close()
  })

  it('answers bad arguments with a failed result that names the field', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('double', { input: z.object({ n: z.number() }) }, ({ n }) => n * 2)
    const client = await connect(server, { era })
    const result = await client.client.callTool({ name: 'double', arguments: { n: 'two' } })
    expect(result.isError).toBe(true)
    expect(JSON.stringify(result.content)).toContain('n: ')
    await client.close()
  })

  it('shows a ToolError and masks everything else', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('shown', {}, () => {
      throw new ToolError('No such city', { code: 'NOT_FOUND', suggestion: 'Try Oslo' })
    })
    server.tool('masked', {}, () => {
      throw new Error('postgres://admin:hunter2@db/prod refused')
    })
    const client = await connect(server, { era })
    await expect(client.call('shown')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'No such city',
      suggestion: 'Try Oslo',
    })
    const result = await client.client.callTool({ name: 'masked', arguments: {} })
    expect(result.isError).toBe(true)
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(JSON.stringify(result)).toMatch(/error [0-9a-f]{12}/)
    await client.close()
  })

  it('asks the client, and runs the handler again with the answer', async () => {
    const server = new Plinth({ name: 'test' })
    let runs = 0
    server.tool('wipe', {}, async (_, ctx) => {
      runs++
      const answer = await ctx.elicit('Really?', z.object({ confirm: z.boolean() }))
      return answer.action === 'accept' && answer.content.confirm ? 'wiped' : 'left'
    })
    const asked: unknown[] = []
    const client = await connect(server, {
      era,
      capabilities: { elicitation: { form: {} } },
      prepare: client =>
        client.setRequestHandler('elicitation/create', async request => {
          asked.push(request.params.message)
          return { action: 'accept', content: { confirm: true } }
        }),
    })
    const result = await client.client.callTool({ name: 'wipe', arguments: {} })
    expect(result.content).toEqual([{ type: 'text', text: 'wiped' }])
    expect(asked).toEqual(['Really?'])
    expect(runs).toBe(2)
    await client.close()
  })

  it('tells a handler what the client can do, so that it asks for nothing else', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('can', {}, (_, ctx) => Object.keys(ctx.clientCapabilities).sort())
    const client = await connect(server, { era, capabilities: { elicitation: { form: {} }, roots: {} } })
    const { content } = await client.client.callTool({ name: 'can', arguments: {} })
    expect(content).toEqual([{ type: 'text', text: '["elicitation","roots"]' }])
    await client.close()
  })
})
