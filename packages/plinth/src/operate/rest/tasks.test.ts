import { afterEach, describe, expect, it } from 'vitest'
import { closeShops, taskShop } from './task-shop.fixtures.ts'

afterEach(closeShops)

describe('POST /tools/{name}/tasks', () => {
  it('answers with the task, which ends with what execute would have answered', async () => {
    const ada = taskShop().as('ada')
    const made = await ada.post('/tools/add/tasks', { a: 1, correlation_id: 'ticket-42' })
    expect([made.status, made.headers.get('location'), made.headers.get('retry-after')]).toEqual([
      202,
      `/tasks/${made.body.id}`,
      '1',
    ])
    expect(made.body).toMatchObject({
      tool: 'add',
      attempt: expect.any(Number),
      correlation_id: 'ticket-42',
      principal: 'ada',
      own: true,
      poll_interval_sec: 1,
    })
    const ended = await ada.until(made.body.id, 'completed')
    expect(ended).toMatchObject({ result: { structured: { sum: 2 } }, running: false, attempt: 1 })
    expect(ended).not.toHaveProperty('error')
  })

  it('tells of a failed tool as execute does', async () => {
    const ada = taskShop().as('ada')
    const failed = await ada.until(await ada.begin('fails'), 'completed')
    expect(failed).toMatchObject({
      message: 'No luck',
      is_error: true,
      error: { code: 'NOT_FOUND', message: 'No luck', suggestion: 'Look elsewhere' },
    })
    expect(failed).not.toHaveProperty('result')
    const ended = await ada.until(await ada.begin('add', { a: 1 }), 'completed')
    expect(ended).not.toHaveProperty('is_error')
  })

  it.each([
    ['arguments that do not fit', 'add', { a: 'one' }, 422, 'VALIDATION_ERROR'],
    ['a tool whose calls become none', 'plain', {}, 409, 'NO_TASK'],
    ['a tool that asks before it begins', 'asks_first', {}, 409, 'INPUT_REQUIRED'],
    ['no tool', 'unknown', {}, 404, 'NOT_FOUND'],
    ['a tool that the caller may not use', 'guarded', {}, 403, 'PERMISSION_DENIED'],
    ['one that it may not use whose calls become none', 'guarded_plain', {}, 403, 'PERMISSION_DENIED'],
    ['a time limit that is none', 'add', { a: 1, timeout_sec: -1 }, 422, 'VALIDATION_ERROR'],
  ])('makes none for %s', async (_, tool, json, status, code) => {
    const ada = taskShop().as('ada')
    const answer = await ada.post(`/tools/${tool}/tasks`, json)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect((await ada.get('/tasks')).body.tasks).toEqual([])
  })

  it.each([
    ['runs only as a task', 'fails', 'TASK_REQUIRED'],
    ['asks its caller', 'asks_at_once', 'INPUT_REQUIRED'],
  ])('is where execute sends callers of a tool that %s', async (why, tool, code) => {
    const { status, body } = await taskShop().as('ada').post(`/tools/${tool}/execute`)
    expect([status, body.error.code]).toEqual([409, code])
    expect(body.error.message).toContain(why)
    expect(body.error.suggestion).toContain(`POST /tools/${tool}/tasks`)
  })

  it('is not where execute sends callers of a tool whose calls become no tasks', async () => {
    const { body } = await taskShop(undefined, false).as('ada').post('/tools/asks_at_once/execute')
    expect(body.error).toMatchObject({
      code: 'INPUT_REQUIRED',
      suggestion: expect.not.stringMatching(/POST/),
    })
  })

  it('makes none on a server that keeps none', async () => {
    const ada = taskShop(undefined, false).as('ada')
    const { status, body } = await ada.post('/tools/add/tasks', { a: 1 })
    expect([status, body.error.message]).toEqual([409, 'This server keeps no tasks'])
    expect((await ada.get('/tasks')).body).toEqual({ tasks: [] })
    expect((await ada.get('/tasks/x')).status).toBe(404)
    expect((await ada.post('/tasks/x/cancel')).status).toBe(404)
  })

  it('says when there is no room', async () => {
    const ada = taskShop(undefined, { maxPerPrincipal: 1 }).as('ada')
    await ada.begin('waits')
    const { status, body } = await ada.post('/tools/waits/tasks')
    expect([status, body.error.code]).toEqual([503, 'RESOURCE_EXHAUSTED'])
  })

  it('limits how long the tool may take', async () => {
    const ada = taskShop().as('ada')
    const { error } = await ada.until(await ada.begin('waits', { timeout_sec: 0.05 }), 'completed')
    expect(error.code).toBe('TIMEOUT')
  })
})

describe('what a task asks', () => {
  it('is answered by its owner', async () => {
    const ada = taskShop().as('ada')
    const id = await ada.begin('asks')
    const { questions } = await ada.until(id, 'input_required')
    expect(questions).toMatchObject({ who: { method: 'elicitation/create', params: { message: 'Who?' } } })
    const responses = { who: { action: 'accept', content: { name: 'Ada' } } }
    const answered = await ada.post(`/tasks/${id}/input`, { responses })
    expect([answered.status, answered.body.questions]).toEqual([200, undefined])
    expect(await ada.until(id, 'completed')).toMatchObject({ result: { content: [{ text: 'Hello, Ada' }] } })
  })

  it('is not answered by a key that fits no question, nor by what stands beside one', async () => {
    const ada = taskShop().as('ada')
    const id = await ada.begin('asks')
    await ada.until(id, 'input_required')
    const yes = { action: 'accept', content: { name: 'Ada' } }
    const { status, body } = await ada.post(`/tasks/${id}/input`, { responses: { who: yes, whom: yes } })
    expect([status, body.error]).toEqual([
      422,
      {
        code: 'VALIDATION_ERROR',
        message: 'The task asks nothing by the key "whom"',
        suggestion: 'Its questions have the keys "who"',
      },
    ])
    expect(await ada.get(`/tasks/${id}`)).toMatchObject({ body: { status: 'input_required' } })
  })

  it('may be answered again, which changes nothing', async () => {
    const ada = taskShop().as('ada')
    const id = await ada.begin('asks')
    await ada.until(id, 'input_required')
    const responses = { who: { action: 'decline' } }
    await ada.post(`/tasks/${id}/input`, { responses })
    await ada.until(id, 'completed')
    const { status, body } = await ada.post(`/tasks/${id}/input`, { responses })
    expect([status, body.status]).toEqual([200, 'completed'])
  })

  it.each([{}, { responses: [] }, { responses: null }, { responses: 'yes' }])(
    'is not answered by %j',
    async json => {
      const ada = taskShop().as('ada')
      const id = await ada.begin('asks')
      const { status, body } = await ada.post(`/tasks/${id}/input`, json)
      expect([status, body.error.code]).toEqual([422, 'VALIDATION_ERROR'])
    },
  )
})

describe('GET /tasks', () => {
  it('comes in pages, the newest first, of one status where that is asked for', async () => {
    const ada = taskShop().as('ada')
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      ids.unshift(await (n === 2 ? ada.begin('asks') : ada.begin('add', { a: n })))
      await ada.until(ids[0] ?? '', n === 2 ? 'input_required' : 'completed')
    }
    const seen: string[] = []
    let query = '?limit=2'
    for (let page = 0; page < 3; page++) {
      const { body } = await ada.get(`/tasks${query}`)
      seen.push(...body.tasks.map((task: { id: string }) => task.id))
      query = `?limit=2&after=${body.next}`
    }
    expect(seen).toHaveLength(5)
    expect(seen.toSorted()).toEqual(ids.toSorted())
    const asking = await ada.get('/tasks?status=input_required')
    expect(asking.body).toMatchObject({ tasks: [{ id: ids[2] }] })
    expect(asking.body).not.toHaveProperty('next')
  })

  it.each([
    'status=done',
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1e1',
    'after=x',
    'after=1.',
    'after=1.a/b',
  ])('refuses %s', async query => {
    const { status, body } = await taskShop().as('ada').get(`/tasks?${query}`)
    expect([status, body.error.code]).toEqual([422, 'VALIDATION_ERROR'])
  })
})
