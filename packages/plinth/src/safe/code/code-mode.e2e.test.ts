import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OperationEvent } from '../../events.ts'
import { rateLimit } from '../../middleware/index.ts'
import { Plinth } from '../../plinth.ts'
import { connect } from '../../testing/connect.ts'
import { dispatch } from '../../testing/dispatch.fixtures.ts'
import { codeMode } from './code-mode.ts'

const made: string[] = []
const server = new Plinth({ name: 'many', pageSize: 50 })
for (let each = 0; each < 500; each++)
  server.tool(
    `tool_${each}`,
    { description: `Adds ${each}`, input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) },
    ({ n }) => {
      made.push(`tool_${each}`)
      return { n: n + each }
    },
  )
server.tool(
  'delete-order',
  { description: 'Deletes an order', input: z.object({ id: z.string() }) },
  async ({ id }, ctx) => {
    const answer = await ctx.elicit(`Delete ${id}?`, z.object({ sure: z.boolean() }))
    made.push(`asked: ${answer.action}`)
    return { deleted: answer.action === 'accept' && answer.content.sure }
  },
)
server.tool(
  'forbidden',
  {
    description: 'Not for everybody',
    use: [
      async () => ({
        kind: 'refused',
        refusal: { reason: 'forbidden', message: 'You may not', code: 'PERMISSION_DENIED' },
      }),
    ],
  },
  () => 'secret',
)
server.tool('who', {}, (_, ctx) => ({ id: ctx.principal?.id ?? 'nobody' }))
server.use((_, next) => next({ principal: { id: 'ada', scopes: [] } }))
server.use('tools/call', rateLimit({ limit: 200, per: '1m' }))
const mode = codeMode(server, { limits: { calls: 30, cpuMs: 500 } })
const client = await connect(server, {
  capabilities: { elicitation: { form: {} } },
  prepare: each =>
    each.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { sure: true } })),
})
const events: OperationEvent[] = []
server.runtime.events.subscribe(event => void events.push(event))
afterAll(async () => {
  await client.close()
  await mode.close()
})
const run = (code: string) => client.call('run_program', { code })

describe('code mode', () => {
  it('shows three tools of five hundred', async () => {
    const { tools, nextCursor } = await client.client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual(['run_program', 'search_tools', 'tool_declarations'])
    expect(nextCursor).toBeUndefined()
  })

  it('finds tools by words', async () => {
    expect(await client.call('search_tools', { query: 'delete an order' })).toMatchObject({
      tools: [{ name: 'delete-order' }],
    })
    expect(await client.call('search_tools', { query: 'tool 499' })).toMatchObject({
      tools: { 0: { name: 'tool_499' } },
    })
    expect(await client.call('search_tools', { query: '', limit: 7 })).toMatchObject({ tools: { length: 7 } })
    expect(await client.call('search_tools', { query: 'run program' })).toEqual({ tools: [] })
  })

  it('declares them in TypeScript', async () => {
    expect(await client.call('tool_declarations', { names: ['tool_7', 'who'] })).toEqual([
      {
        type: 'text',
        text: '/** Adds 7 */\ndeclare function callTool(name: "tool_7", args: { n: number }): Promise<{ n: number }>\n\ndeclare function callTool(name: "who", args?: {}): Promise<unknown>',
      },
    ])
    await expect(client.call('tool_declarations', { names: ['none'] })).rejects.toThrow(
      'There is no tool none',
    )
  })

  it('runs a program of twenty calls of which one asks, in one call, and makes each once', async () => {
    made.length = 0
    const result = await run(`
      let n = 0
      for (let each = 0; each < 10; each++) n = (await callTool('tool_' + each, { n })).n
      const { deleted } = await callTool('delete-order', { id: '42' })
      const rest = await Promise.all([10, 11, 12, 13, 14, 15, 16, 17, 18].map(each => callTool('tool_' + each, { n: each })))
      return { n, deleted, rest: rest.length, at: Date.now() > 0 }
    `)
    expect(result).toMatchObject({ status: 'done', value: { n: 45, deleted: true, rest: 9, at: true } })
    expect(made.filter(each => each.startsWith('tool_'))).toHaveLength(19)
    expect(made.filter(each => each.startsWith('asked'))).toEqual(['asked: accept'])
    expect(new Set(made).size).toBe(made.length)
  })

  it('goes the same way again: nothing is called beyond a question, and its clock stands still', async () => {
    made.length = 0
    const result = await run(`
      const now = Date.now()
      const { n } = await callTool('tool_0', { n: now })
      try { await callTool('delete-order', { id: '42' }) } catch {}
      await callTool('tool_3', { n: 1 })
      return n === now
    `)
    expect(result).toMatchObject({ status: 'done', value: true })
    expect(made).toEqual(['tool_0', 'asked: accept', 'tool_3'])
  })

  it('looks for tools in the name of its caller', async () => {
    const seen: (string | undefined)[] = []
    const own = new Plinth({ name: 'own' })
    own.tool('first', {}, () => 1)
    own.use('tools/list', (ctx, next) => {
      seen.push(ctx.principal?.id)
      return next()
    })
    const ownMode = codeMode(own)
    const params = { name: 'search_tools', arguments: { query: 'first' } }
    const caller = { principal: { id: 'ada', scopes: [] } }
    const outcome = await dispatch(own.runtime, { method: 'tools/call', params }, caller)
    expect(outcome).toMatchObject({ result: { structured: { tools: [{ name: 'first' }] } } })
    expect(seen).toEqual(['ada'])
    await ownMode.close()
  })

  it('does so for clients of the older revisions too', async () => {
    made.length = 0
    const older = await connect(server, {
      era: 'legacy',
      capabilities: { elicitation: { form: {} } },
      prepare: each =>
        each.setRequestHandler('elicitation/create', async () => ({ action: 'decline' as const })),
    })
    const code = "await callTool('tool_1', { n: 1 }); return await callTool('delete-order', { id: '42' })"
    expect(await older.call('run_program', { code })).toMatchObject({ value: { deleted: false } })
    expect(made).toEqual(['tool_1', 'asked: decline'])
  })

  it('calls as its caller, with an event for each', async () => {
    events.length = 0
    expect(await run("return await callTool('who')")).toMatchObject({ status: 'done', value: { id: 'ada' } })
    expect(
      events.filter(({ type }) => type === 'tool.end').map(event => 'tool' in event && event.tool),
    ).toEqual(['who', 'run_program'])
  })

  it('does not let a program do what its caller may not', async () => {
    expect(await run("return await callTool('forbidden')")).toMatchObject({
      status: 'failed',
      error: { message: 'You may not' },
    })
    expect(await run("return await callTool('run_program', { code: '1' })")).toMatchObject({
      status: 'failed',
      error: { message: 'A program cannot call run_program' },
    })
    expect(await run("return await callTool('none', {})")).toMatchObject({ status: 'failed' })
    expect(await run("return await callTool('tool_1', { n: 'x' })")).toMatchObject({ status: 'failed' })
    expect(await run('return await callTool({}, 1)')).toMatchObject({ status: 'failed' })
  })

  it('stops a program beyond its budget, and says so to those who watch', async () => {
    events.length = 0
    expect(await run("for (;;) await callTool('tool_1', { n: 1 })")).toMatchObject({
      status: 'limit',
      limit: 'calls',
    })
    expect(await run('for (;;);')).toMatchObject({ status: 'limit', limit: 'cpu' })
    expect(events.filter(({ type }) => type === 'security.refused')).toMatchObject([
      { what: 'code', rule: 'calls', origin: { name: 'run_program', principal: 'ada' } },
      { what: 'code', rule: 'cpu' },
    ])
  })

  it('counts the calls of programs among those of the caller', async () => {
    const program =
      "const all = []; for (let i = 0; i < 30; i++) all.push(await callTool('tool_5', { n: i }).catch(e => e.message)); return all"
    const all: string[] = []
    for (let each = 0; each < 8; each++) all.push(JSON.stringify(await run(program)))
    expect(all.at(-1)).toContain('Too many requests for tool_5')
  })
})
