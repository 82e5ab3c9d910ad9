import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { commandTool } from '../../command/index.ts'
import { url } from '../../config/index.ts'
import { Plinth, run, ToolError } from '../../index.ts'
import { circuitBreaker } from '../../middleware/circuit-breaker.ts'
import { rateLimit } from '../../middleware/rate-limit.ts'
import { memoryTasks } from '../../tasks/index.ts'

/** A server for tests of the REST API: what its tools do is what a caller over REST may come across. */
const make = () => {
  const tasks = process.env.SHOP_TASKS !== 'off' && { store: memoryTasks(), pollIntervalMs: 100 }
  const server = new Plinth({ name: 'shop', version: '1.2.3', ...(tasks && { tasks }) })
  const flaky = circuitBreaker({ threshold: 2 })
  server.tool(
    'order',
    {
      description: 'Orders something',
      input: z.object({ item: z.string(), count: z.int().min(1).default(1) }),
      output: z.object({ item: z.string(), count: z.number() }),
      aliases: ['OrderTool'],
      tags: ['shop'],
      info: () => ({ warehouse: 'north' }),
    },
    input => input,
  )
  const address = z.object({ city: z.string(), house: z.int().min(1).optional() })
  server.tool(
    'ship',
    {
      input: z.object({ to: address.describe('Where it goes'), from: address.optional() }),
      annotations: { readOnlyHint: true },
    },
    input => input,
  )
  server.tool('whoami', {}, (_, ctx) => ({
    principal: ctx.principal?.id ?? null,
    correlation: ctx.correlationId,
  }))
  server.tool('broken', {}, () => {
    throw new Error('postgres://ann:hunter2@db/shop refused the connection')
  })
  server.tool('flaky', { use: [flaky] }, () => {
    throw new ToolError('The carrier does not answer', { code: 'CONNECTION_ERROR', suggestion: 'Try later' })
  })
  server.tool('full', {}, () => {
    throw new ToolError('There is no room', { code: 'RESOURCE_EXHAUSTED', retryAfterMs: 2_500 })
  })
  server.tool('rare', { use: [rateLimit({ limit: 1, per: '1h' })] }, () => 'done')
  server.tool('asks', {}, async (_, ctx) => {
    const answer = await ctx.elicit('Really?', z.object({ sure: z.boolean() }))
    return answer.action
  })
  server.tool('slow', { input: z.object({ ms: z.number() }) }, async ({ ms }, ctx) => {
    process.stderr.write('slow began\n')
    ctx.signal.addEventListener('abort', () => process.stderr.write('slow was cancelled\n'))
    await sleep(ms, undefined, { signal: ctx.signal })
    return 'done'
  })
  server.tool('stock', { input: z.object({ item: z.string() }), task: 'required' }, async ({ item }, ctx) => {
    ctx.progress(1, 2, 'looking')
    const { content } = await ctx.elicit('Where?', z.object({ place: z.string() }), { key: 'place' })
    if (content?.place === 'nowhere') throw new ToolError('There is no such place', { code: 'NOT_FOUND' })
    return { item, place: content?.place }
  })
  server.tool('haul', { task: 'optional', use: [rateLimit({ limit: 3, per: '1h' })] }, async (_, ctx) => {
    ctx.progress(1, 2, 'hauling')
    await sleep(60_000, undefined, { signal: ctx.signal })
  })
  server.tool('off', { enabled: false }, () => 'done')
  server.add(commandTool({ name: 'say', command: 'echo', target: false, input: z.object({}) }))
  return server
}

await run(make, { extra: { shop: { url: url({ description: 'Where the shop is' }) } } })
