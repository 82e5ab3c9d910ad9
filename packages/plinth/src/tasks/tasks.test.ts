import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../plinth.ts'
import { taskClient, textOf } from './client.fixtures.ts'
import { closeServers, taskServer } from './server.fixtures.ts'

afterEach(closeServers)

describe('a call that becomes a task', () => {
  it('is answered with the task, which ends with the result', async () => {
    const client = taskClient(await taskServer())
    const task = await client.begin('add', { a: 1 })
    expect(task).toMatchObject({ status: 'working', ttlMs: 86_400_000, pollIntervalMs: 1_000 })
    expect(task.taskId).toMatch(/^[\w-]{32}$/)
    expect(textOf(await client.until(task.taskId, 'completed'))).toBe('2')
  })

  it('ends completed also when its tool fails', async () => {
    const client = taskClient(await taskServer())
    const { end, info } = await client.until((await client.begin('fails')).taskId, 'completed')
    expect(end).toMatchObject({ kind: 'result', result: { failure: { code: 'NOT_FOUND' } } })
    expect(info.statusMessage).toBe('No luck')
  })

  it('is answered at once where its arguments do not fit', async () => {
    const client = taskClient(await taskServer())
    const outcome = await client.call('add', { a: 'one' })
    expect(outcome).toMatchObject({ kind: 'result', result: { failure: { code: 'VALIDATION_ERROR' } } })
  })

  it('tells how far it is', async () => {
    const client = taskClient(await taskServer())
    const { taskId } = await client.begin('waits')
    await expect.poll(async () => (await client.get(taskId)).info.statusMessage).toBe('waiting (1 of 3)')
  })
})

describe('which calls become tasks', () => {
  const unaware = { capabilities: {} }
  const older = { protocolVersion: '2025-11-25' }
  it.each([
    ['optional, to a client without tasks', 'add', unaware, { kind: 'result' }],
    ['optional, on an older revision', 'add', older, { kind: 'result' }],
    ['required, to a client without tasks', 'only', unaware, { refusal: { reason: 'missing_capability' } }],
    ['required, on an older revision', 'only', older, { refusal: { reason: 'missing_capability' } }],
    ['required, to a client with tasks', 'only', {}, { kind: 'task' }],
    ['never', 'plain', {}, { kind: 'result' }],
  ] as const)('%s', async (_, tool, options, expected) => {
    const client = taskClient(await taskServer(), options)
    expect(await client.call(tool, tool === 'add' ? { a: 1 } : {})).toMatchObject(expected)
  })

  it('none, on a server that keeps no tasks', async () => {
    const server = new Plinth({ name: 'without' })
    server.tool('may', { task: 'optional' }, () => 'done')
    server.tool('must', { task: 'required' }, () => 'done')
    const client = taskClient(server)
    expect(await client.call('may')).toMatchObject({ kind: 'result' })
    expect(await client.call('must')).toMatchObject({ refusal: { reason: 'unavailable' } })
    expect(await client.send('tasks/get', { taskId: 'x' })).toMatchObject({
      refusal: { reason: 'method_not_found' },
    })
  })

  it('none that a handler makes', async () => {
    const server = await taskServer()
    server.tool('outer', {}, (_, ctx) => ctx.call('only'))
    expect(await taskClient(server).call('outer')).toMatchObject({
      result: { content: [{ text: expect.stringMatching(/done/) }] },
    })
  })
})

describe('a task that asks', () => {
  it('waits for the answer, and goes on with it', async () => {
    const client = taskClient(await taskServer())
    const { taskId } = await client.begin('asks')
    const { requests } = await client.until(taskId, 'input_required')
    expect(requests).toMatchObject({ who: { method: 'elicitation/create', params: { message: 'Who?' } } })
    await client.answer(taskId, { who: { action: 'accept', content: { name: 'Ada' } } })
    expect(textOf(await client.until(taskId, 'completed'))).toBe('Hello, Ada')
  })

  it('passes over answers to what it does not ask', async () => {
    const client = taskClient(await taskServer())
    const { taskId } = await client.begin('asks')
    await client.until(taskId, 'input_required')
    expect(await client.answer(taskId, { other: {} })).toEqual({ kind: 'result', result: {} })
    expect((await client.get(taskId)).info.status).toBe('input_required')
  })

  it('asks anew under another key when an answer does not fit', async () => {
    const client = taskClient(await taskServer())
    const { taskId } = await client.begin('asks')
    await client.until(taskId, 'input_required')
    await client.answer(taskId, { who: { action: 'accept', content: { name: 7 } } })
    await expect.poll(async () => Object.keys((await client.get(taskId)).requests ?? {})).toEqual(['who~2'])
    await client.answer(taskId, { 'who~2': { action: 'accept', content: { name: 'Ada' } } })
    expect(textOf(await client.until(taskId, 'completed'))).toBe('Hello, Ada')
  })

  it('does not do again what was done once, and has one idempotency key', async () => {
    const server = await taskServer()
    const keys: string[] = []
    let steps = 0
    server.tool('steps', { task: 'optional' }, async (_, ctx) => {
      keys.push(ctx.idempotencyKey)
      await ctx.once('step', () => ++steps)
      await ctx.elicit('Go on?', z.object({ yes: z.boolean() }), { key: 'go' })
      return `${steps} step`
    })
    const client = taskClient(server)
    const { taskId } = await client.begin('steps')
    await client.until(taskId, 'input_required')
    await client.answer(taskId, { go: { action: 'decline' } })
    expect(textOf(await client.until(taskId, 'completed'))).toBe('1 step')
    expect(new Set(keys).size).toBe(1)
  })

  it('may have asked while the client waited', async () => {
    const server = await taskServer()
    const runs: string[] = []
    server.tool('later', { task: { support: 'optional', begins: 'in-handler' } }, async (_, ctx) => {
      const { content } = await ctx.elicit('Who?', z.object({ name: z.string() }), { key: 'who' })
      runs.push('before')
      await ctx.background()
      runs.push('after')
      return `Hello, ${content?.name}`
    })
    const client = taskClient(server)
    const asked = await client.call('later')
    if (asked.kind !== 'input_required') throw new Error('It asks nothing')
    const answered = await client.send(
      'tools/call',
      { name: 'later', arguments: {} },
      { requestState: asked.state, inputResponses: { who: { action: 'accept', content: { name: 'Ada' } } } },
    )
    if (answered.kind !== 'task') throw new Error('It is no task')
    expect(textOf(await client.until(answered.task.taskId, 'completed'))).toBe('Hello, Ada')
    expect(runs).toEqual(['before', 'before', 'after'])
  })
})

describe('cancelling', () => {
  it('fires the signal of a task that runs, and cannot be undone by what comes of it', async () => {
    const server = await taskServer()
    const aborted = Promise.withResolvers<void>()
    server.tool('stubborn', { task: 'optional' }, async (_, ctx) => {
      ctx.signal.addEventListener('abort', () => aborted.resolve())
      await aborted.promise
      return 'all the same'
    })
    const client = taskClient(server)
    const { taskId } = await client.begin('stubborn')
    await expect.poll(() => server.runtime.tasks?.tally()).toMatchObject({ running: 1 })
    expect(await client.cancel(taskId)).toEqual({ kind: 'result', result: {} })
    await aborted.promise
    await server.runtime.tasks?.idle()
    expect((await client.get(taskId)).info).toMatchObject({ status: 'cancelled', statusMessage: 'Cancelled' })
  })

  it('ends a task that waits for its turn, or for an answer', async () => {
    const client = taskClient(await taskServer({ concurrency: 1 }))
    await client.begin('waits')
    const asking = taskClient(await taskServer())
    const queued = await client.begin('add', { a: 1 })
    const waiting = await asking.begin('asks')
    await asking.until(waiting.taskId, 'input_required')
    await client.cancel(queued.taskId)
    await asking.cancel(waiting.taskId)
    expect((await client.get(queued.taskId)).info.status).toBe('cancelled')
    expect(await asking.get(waiting.taskId)).toEqual({
      info: expect.objectContaining({ status: 'cancelled' }),
    })
  })

  it('changes nothing about a task that has ended', async () => {
    const client = taskClient(await taskServer())
    const { taskId } = await client.begin('add', { a: 1 })
    const ended = await client.until(taskId, 'completed')
    expect(await client.cancel(taskId)).toEqual({ kind: 'result', result: {} })
    expect(await client.get(taskId)).toEqual(ended)
  })
})
