import { afterEach, describe, expect, it } from 'vitest'
import { TASKS_EXTENSION } from '../define/task.ts'
import { ERAS, openWire, type Wire, type WireOptions } from '../testing/wire.fixtures.ts'
import { taskServer } from './server.fixtures.ts'

const KNOWS_TASKS = { elicitation: {}, extensions: { [TASKS_EXTENSION]: {} } }
const LACKING = { code: -32021, data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } } }

const wires: Wire[] = []
afterEach(async () => {
  for (const wire of wires.splice(0)) await wire.close()
})

const open = async (
  era: 'modern' | 'legacy' = 'modern',
  capabilities: WireOptions['capabilities'] = KNOWS_TASKS,
) => {
  const wire = await openWire(await taskServer(), era, { capabilities })
  wires.push(wire)
  return wire
}

const begin = async (wire: Wire, name: string) => {
  const { result } = await wire.request('tools/call', { name, arguments: {} })
  return String(result?.taskId)
}

describe('on one connection for all requests', () => {
  it('server/discover says that there are tasks', async () => {
    const { result } = await (await open()).request('server/discover')
    expect(result?.capabilities).toMatchObject({ extensions: { [TASKS_EXTENSION]: {} } })
  })

  it('a call becomes a task, which is asked after, fed and acknowledged', async () => {
    const wire = await open()
    const { result } = await wire.request('tools/call', { name: 'asks', arguments: {} })
    expect(result).toMatchObject({ resultType: 'task', status: 'working', ttlMs: expect.any(Number) })
    const taskId = result?.taskId
    await expect
      .poll(async () => (await wire.request('tasks/get', { taskId })).result)
      .toMatchObject({ resultType: 'complete', status: 'input_required', inputRequests: { who: {} } })
    const inputResponses = { who: { action: 'accept', content: { name: 'Ada' } } }
    const acknowledged = await wire.request('tasks/update', { taskId, inputResponses })
    expect(Object.keys(acknowledged.result ?? {}).sort()).toEqual(['_meta', 'resultType'])
    await expect
      .poll(async () => (await wire.request('tasks/get', { taskId })).result)
      .toMatchObject({ status: 'completed', result: { content: [{ type: 'text', text: 'Hello, Ada' }] } })
  })

  it('a failed task has the error of its call', async () => {
    const wire = await open('modern', { extensions: { [TASKS_EXTENSION]: {} } })
    const taskId = await begin(wire, 'asks')
    await expect
      .poll(async () => (await wire.request('tasks/get', { taskId })).result)
      .toMatchObject({
        status: 'failed',
        error: { code: -32021, message: expect.stringMatching(/elicitation.form/) },
      })
  })

  it('a subscription tells of its tasks, until it is cancelled', async () => {
    const wire = await open()
    const taskId = await begin(wire, 'asks')
    const { id } = wire.begin('subscriptions/listen', { notifications: { taskIds: [taskId, 'never-was'] } })
    const told = () => wire.notifications.filter(({ method }) => method === 'notifications/tasks')
    await expect.poll(() => told().at(-1)?.params).toMatchObject({ taskId, status: 'input_required' })
    expect(wire.notifications[0]).toMatchObject({ params: { notifications: { taskIds: [taskId] } } })
    expect(told()[0]?.params._meta).toEqual({ 'io.modelcontextprotocol/subscriptionId': id })
    await wire.notify('notifications/cancelled', { requestId: id })
    const before = told().length
    await wire.request('tasks/cancel', { taskId })
    await wire.request('tasks/get', { taskId })
    expect(told()).toHaveLength(before)
  })
})

describe('a client that does not know tasks', () => {
  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])(
    'is refused %s, with what it lacks',
    async method => {
      const wire = await open('modern', {})
      const { error } = await wire.request(method, { taskId: 'x', inputResponses: {} })
      expect(error).toMatchObject(LACKING)
    },
  )

  it('hears of no tasks', async () => {
    const wire = await open('modern', {})
    const { error } = await wire.request('subscriptions/listen', { notifications: { taskIds: ['x'] } })
    expect(error).toMatchObject(LACKING)
  })

  it('of an older revision knows no such methods, and gets results', async () => {
    const wire = await open('legacy')
    expect((await wire.request('tasks/get', { taskId: 'x' })).error).toMatchObject({ code: -32601 })
    const { result } = await wire.request('tools/call', { name: 'add', arguments: { a: 1 } })
    expect(result).toMatchObject({ content: [{ text: '2' }] })
    expect((await wire.request('tools/call', { name: 'only', arguments: {} })).error).toMatchObject({
      code: -32021,
    })
  })
})

describe.each(ERAS)('a %s client that does not know tasks', era => {
  it('waits for what may be a task, and hears how far it is', async () => {
    const server = await taskServer()
    server.tool('counts', { task: 'optional' }, (_, ctx) => {
      ctx.progress(1, 2, 'half way')
      return 'counted'
    })
    const wire = await openWire(server, era)
    wires.push(wire)
    const call = { name: 'counts', arguments: {} }
    const { result } = await wire.request('tools/call', call, { progressToken: 'p' })
    expect(result).toMatchObject({ content: [{ text: 'counted' }] })
    expect(wire.notifications.filter(({ method }) => method === 'notifications/progress')).toMatchObject([
      { params: { progressToken: 'p', progress: 1, total: 2, message: 'half way' } },
    ])
  })

  it('is refused what runs only as a task, with what it lacks', async () => {
    const wire = await open(era, {})
    const { error } = await wire.request('tools/call', { name: 'only', arguments: {} })
    expect(error).toMatchObject(LACKING)
  })
})

describe('what makes no sense', () => {
  it.each([
    ['tasks/get', {}, /needs "taskId"/],
    ['tasks/get', { taskId: 7 }, /needs "taskId"/],
    ['tasks/cancel', { taskId: null }, /needs "taskId"/],
    ['tasks/update', { taskId: 'x' }, /needs "inputResponses"/],
    ['tasks/update', { taskId: 'x', inputResponses: [] }, /needs "inputResponses"/],
    ['tasks/get', { taskId: '__proto__' }, /not found/],
    ['tasks/get', { taskId: 'x'.repeat(100_000) }, /not found/],
    ['subscriptions/listen', { notifications: { taskIds: 'x' } }, /taskIds/],
    ['subscriptions/listen', { notifications: { taskIds: [1] } }, /taskIds/],
    ['subscriptions/listen', { notifications: { taskIds: Array(101).fill('x') } }, /taskIds/],
  ])('%s is refused without what it needs (%#)', async (method, params, message) => {
    const { error } = await (await open()).request(method, params)
    expect(error).toMatchObject({ code: -32602, message: expect.stringMatching(message) })
  })

  it.each(['tasks/list', 'tasks/result', 'tasks/constructor'])('%s is not known', async method => {
    const { error } = await (await open()).request(method, { taskId: 'x' })
    expect(error).toMatchObject({ code: -32601 })
  })
})
