import { afterEach, describe, expect, it } from 'vitest'
import { closeShops, taskShop } from './task-shop.fixtures.ts'

afterEach(closeShops)

describe('who sees which tasks', () => {
  it('each its own, and of others not even that they are there', async () => {
    const { as, told } = taskShop()
    const [ada, bob] = [as('ada'), as('bob')]
    const id = await ada.begin('asks')
    await ada.until(id, 'input_required')
    const never = await bob.get('/tasks/never-was')
    expect([never.status, never.body.error.code]).toEqual([404, 'NOT_FOUND'])
    const responses = { who: { action: 'decline' } }
    for (const answer of [
      await bob.get(`/tasks/${id}`),
      await bob.post(`/tasks/${id}/cancel`),
      await bob.post(`/tasks/${id}/input`, { responses }),
    ])
      expect(answer.body).toEqual(never.body)
    expect((await bob.get('/tasks')).body).toEqual({ tasks: [] })
    expect((await ada.get('/tasks')).body.tasks).toMatchObject([{ id, status: 'input_required' }])
    expect(told.some(({ type }) => type === 'operator.action')).toBe(false)
  })

  it.each(['chief', 'boss'])('operators all, without what they are about: %s', async who => {
    const { as, told } = taskShop()
    const [ada, boss] = [as('ada'), as(who)]
    const waiting = await ada.begin('waits')
    await expect.poll(async () => (await ada.get(`/tasks/${waiting}`)).body.message).toMatch(/in the north/)
    const asking = await ada.begin('asks')
    await ada.until(asking, 'input_required')
    for (const id of [waiting, asking]) {
      const { status, body } = await boss.get(`/tasks/${id}`)
      expect([status, body.principal, body.own]).toEqual([200, 'ada', false])
      for (const secret of ['message', 'questions', 'result', 'error'])
        expect(body).not.toHaveProperty(secret)
    }
    const { tasks } = (await boss.get('/tasks')).body
    expect(tasks.map((task: { id: string }) => task.id).sort()).toEqual([waiting, asking].sort())
    expect(JSON.stringify(tasks)).not.toContain('north')
    const responses = { who: { action: 'decline' } }
    // The operators' own token calls no tools, and answers for nobody.
    expect((await boss.post(`/tasks/${asking}/input`, { responses })).status).toBe(who === 'boss' ? 401 : 404)
    expect((await boss.post(`/tasks/${waiting}/cancel`)).body).toMatchObject({
      status: 'cancelled',
      own: false,
    })
    expect(await ada.until(waiting, 'cancelled')).toMatchObject({ message: 'Cancelled' })
    expect(told.filter(({ type }) => type === 'operator.action')).toMatchObject([
      { action: 'task.cancel', subject: waiting },
    ])
  })

  it('an operator who calls tools has tasks of its own', async () => {
    const chief = taskShop().as('chief')
    const id = await chief.begin('add', { a: 1 })
    expect(await chief.until(id, 'completed')).toMatchObject({
      own: true,
      result: { structured: { sum: 2 } },
    })
  })

  it('callers whom nobody knows those whose ids they have, and no list of them', async () => {
    const nobody = taskShop({ openToCallers: true }).as(undefined)
    const id = await nobody.begin('add', { a: 1 })
    expect(await nobody.until(id, 'completed')).toMatchObject({ result: { structured: { sum: 2 } } })
    expect((await nobody.get('/tasks')).body).toEqual({ tasks: [] })
  })

  it('who may do everything, because only this machine gets here, all of them', async () => {
    const nobody = taskShop({ open: true }).as(undefined)
    const id = await nobody.begin('waits')
    expect((await nobody.get('/tasks')).body.tasks).toMatchObject([{ id, own: true }])
    expect((await nobody.post(`/tasks/${id}/cancel`)).body.status).toBe('cancelled')
  })
})

describe('GET /events', () => {
  const read = async (app: ReturnType<typeof taskShop>['app'], who: string | undefined, query = '') => {
    const headers: Record<string, string> =
      who === undefined ? {} : { authorization: `Bearer token-of-${who}` }
    const response = await app.request(`/events${query}`, { headers })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const events = (): Record<string, unknown>[] =>
      [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '{}']) => JSON.parse(data))
    const pump = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        text += part.value
    })()
    return {
      status: response.status,
      events,
      async leave() {
        await reader?.cancel()
        await pump
      },
    }
  }

  it('tells callers of their tasks, and of nothing else', async () => {
    const { as, app } = taskShop()
    const stream = await read(app, 'ada')
    await as('bob').begin('add', { a: 1 })
    const id = await as('ada').begin('asks')
    await as('ada').until(id, 'input_required')
    await as('ada').post(`/tasks/${id}/cancel`)
    await expect.poll(() => stream.events().at(-1)?.type).toBe('task.finished')
    await stream.leave()
    expect(new Set(stream.events().map(({ task }) => task))).toEqual(new Set([id]))
    expect(stream.events()[0]).toMatchObject({ type: 'task.created', tool: 'asks', status: 'working' })
    expect(stream.events().at(-1)).toMatchObject({ status: 'cancelled', message: 'Cancelled' })
  })

  it('tells operators of all, and not what they are about', async () => {
    const { as, app } = taskShop()
    const stream = await read(app, 'boss', '?types=task.created,task.status,task.finished')
    const id = await as('ada').begin('add', { a: 1 })
    await expect
      .poll(() => stream.events().map(({ type }) => type))
      .toEqual(['task.created', 'task.status', 'task.finished'])
    await stream.leave()
    const origin = { principal: 'ada', name: 'add', method: 'tools/call' }
    expect(stream.events()).toMatchObject([
      { task: id, tool: 'add', origin },
      { task: id, running: true, attempt: 1, queuedMs: expect.any(Number) },
      { task: id, status: 'completed', durationMs: expect.any(Number) },
    ])
  })

  it('is not for callers who want more, nor for those whom nobody knows', async () => {
    const { app } = taskShop()
    for (const query of ['?types=health', '?types=task.created,tool.start'])
      expect((await read(app, 'ada', query)).status).toBe(403)
    const own = await read(app, 'ada', '?types=task.finished')
    expect(own.status).toBe(200)
    await own.leave()
    expect((await read(app, undefined)).status).toBe(401)
    expect((await read(taskShop({ openToCallers: true }).app, undefined)).status).toBe(403)
  })
})
