import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { taskClient } from '../tasks/client.fixtures.ts'
import { memoryTasks } from '../tasks/memory.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { callEvents } from './call-events.ts'

const setUp = () => {
  const server = new Plinth({ name: 'shop' })
  const inner = server.tool('inner', {}, () => 'in')
  server.tool('outer', {}, (_, ctx) => ctx.call(inner))
  server.tool('late', {}, () => {
    throw new ToolError('too late', { code: 'TIMEOUT' })
  })
  server.tool('broken', {}, () => {
    throw new Error('secret')
  })
  server.tool('asks', {}, (_, ctx) => ctx.elicit('Sure?', z.object({ sure: z.boolean() })))
  const heard: OperationEvent[] = []
  server.runtime.events.subscribe(event => heard.push(event))
  const call = (name: string, signal = new AbortController().signal) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name }, signal })
  const told = () =>
    heard.map(event =>
      event.type === 'tool.end'
        ? `${event.tool} ${event.status} ${event.code ?? '-'}`
        : event.type === 'tool.start'
          ? `${event.tool} starts`
          : event.type,
    )
  return { server, call, heard, told }
}

describe('events of calls', () => {
  it('tell how long an execution took', async () => {
    const server = new Plinth({ name: 'shop' })
    let ms = 0
    server.tool('takes', {}, () => {
      ms += 40
    })
    server.runtime.watch(callEvents(server.runtime.events, () => ms))
    const heard: OperationEvent[] = []
    server.runtime.events.subscribe(event => heard.push(event))
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 'takes' } })
    expect(heard.at(-1)).toMatchObject({ type: 'tool.end', durationMs: 40 })
  })

  it('tell of each execution once, also of one inside of another', async () => {
    const { call, heard, told } = setUp()
    await call('outer')
    expect(told()).toEqual(['outer starts', 'inner starts', 'inner success -', 'outer success -'])
    expect(new Set(heard.map(({ origin }) => origin?.correlationId)).size).toBe(1)
    expect(heard[3]).toMatchObject({ durationMs: expect.any(Number), origin: { transport: 'memory' } })
  })

  it('tell apart the call that becomes a task, and what is run in the background', async () => {
    const server = new Plinth({ name: 'shop', tasks: { store: memoryTasks() } })
    const inner = server.tool('inner', {}, () => 'in')
    server.tool('long', { task: 'required' }, (_, ctx) => ctx.call(inner))
    const heard: OperationEvent[] = []
    server.runtime.events.subscribe(event => heard.push(event))
    const { begin, until } = taskClient(server)
    await until((await begin('long')).taskId, 'completed')
    const isOf = (background: boolean) => (event: OperationEvent) =>
      event.type === 'tool.end' && (event.background ?? false) === background
    expect(heard.filter(({ type }) => type === 'tool.start')).toMatchObject([
      expect.not.objectContaining({ background: true }),
      { tool: 'long', background: true },
      { tool: 'inner', background: true },
    ])
    expect(heard.filter(isOf(false))).toMatchObject([{ tool: 'long', status: 'task' }])
    expect(heard.filter(isOf(true))).toMatchObject([{ tool: 'inner' }, { tool: 'long', status: 'success' }])
    await server.close()
  })

  it('tell how an execution ended', async () => {
    const { call, told, heard } = setUp()
    await call('late')
    await call('broken')
    await call('asks')
    await call('inner', AbortSignal.abort())
    expect(told().filter(line => !line.endsWith('starts'))).toEqual([
      'late timeout TIMEOUT',
      'broken error INTERNAL_ERROR',
      'asks input_required -',
      'inner success -',
    ])
    expect(heard[3]).toMatchObject({ errorId: expect.any(String) })
    expect(heard[1]).toMatchObject({ message: 'too late' })
    expect(heard[7]).not.toHaveProperty('message')
    expect(JSON.stringify(heard)).not.toContain('secret')
  })

  it('say nothing of tools that do not exist, nor of lists', async () => {
    const { server, call, heard } = setUp()
    await call('nonsense')
    await dispatch(server.runtime, { method: 'tools/list', params: {} })
    expect(heard).toEqual([])
  })

  it('come once where the module that holds the tool could serve it itself', async () => {
    const module = new Plinth({ name: 'module' })
    module.tool('greet', {}, () => 'hello')
    expect(module.runtime.layers).toEqual([])
    const { server, call, told } = setUp()
    server.mount(module)
    await call('greet')
    expect(told()).toEqual(['greet starts', 'greet success -'])
  })
})
