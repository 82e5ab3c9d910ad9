import { afterAll, describe, expect, it } from 'vitest'
import { CAPABLE, type Fields, LOG_LEVEL, SERVER, startModern } from './modern-http.fixtures.ts'

const { call, post, serving } = await startModern()
afterAll(() => serving.close())

describe('basic/patterns/progress and server/utilities/logging', () => {
  it('without a token or a level nothing is sent', async () => {
    expect((await call('steps', { count: 2 })).messages).toHaveLength(1)
  })

  it('progress has the token of the request and rises', async () => {
    const { messages } = await call('steps', { count: 3 }, { progressToken: 'p' })
    expect(messages.slice(0, -1).map(({ params }) => params)).toEqual(
      [1, 2, 3].map(progress => ({ progressToken: 'p', progress, total: 3 })),
    )
  })

  it.each([
    ['debug', 2],
    ['error', 1],
    ['emergency', 0],
  ])('at %s there are %i lines', async (level, count) => {
    const { messages } = await call('steps', { count: 1 }, { [LOG_LEVEL]: level })
    expect(messages.slice(0, -1).map(({ method }) => method)).toEqual(
      Array.from({ length: count }, () => 'notifications/message'),
    )
  })

  it('a level that is none is refused', async () => {
    expect(await call('steps', { count: 1 }, { [LOG_LEVEL]: 'loud' })).toMatchObject({
      status: 400,
      answer: { error: { code: -32602 } },
    })
  })
})

describe('server/discover and server/utilities/caching', () => {
  it('the server says who it is, what it can do, and which revisions it speaks so', async () => {
    expect((await post('server/discover')).answer.result).toEqual({
      supportedVersions: ['2026-07-28'],
      capabilities: {
        logging: {},
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        completions: {},
      },
      instructions: 'Ask.',
      ttlMs: 0,
      cacheScope: 'private',
      resultType: 'complete',
      _meta: SERVER,
    })
  })

  it.each([
    ['server/discover', {}],
    ['tools/list', {}],
    ['prompts/list', {}],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['resources/read', { uri: 'note://one' }],
  ])('%s says how long it may be kept, and by whom', async (method, params) => {
    const { ttlMs, cacheScope } = (await post(method, params)).answer.result
    expect(ttlMs).toBeGreaterThanOrEqual(0)
    expect(['public', 'private']).toContain(cacheScope)
  })

  it('a resource that says so itself may be kept by everybody', async () => {
    expect((await post('resources/read', { uri: 'note://one' })).answer.result).toMatchObject({
      contents: [{ uri: 'note://one', mimeType: 'text/plain', text: 'a note' }],
      ttlMs: 5_000,
      cacheScope: 'public',
    })
  })

  it('every page of a list has the same scope, and together they hold all of it', async () => {
    const names: string[] = []
    const scopes = new Set<string>()
    let cursor: string | undefined
    do {
      const { tools, nextCursor, cacheScope } = (
        await post('tools/list', cursor === undefined ? {} : { cursor })
      ).answer.result
      names.push(...tools.map(({ name }: { name: string }) => name))
      scopes.add(cacheScope)
      cursor = nextCursor
    } while (cursor !== undefined)
    expect(names).toEqual(['echo', 'add', 'list', 'meta', 'seen', 'fail', 'limited', 'steps', 'wait', 'ask'])
    expect(scopes.size).toBe(1)
  })
})

describe('basic/patterns/mrtr', () => {
  it('a question is a result without cache hints, and its answer completes the request', async () => {
    const { result } = (await call('ask', {}, CAPABLE)).answer
    expect(result).toEqual({
      resultType: 'input_required',
      inputRequests: expect.any(Object),
      requestState: expect.any(String),
      _meta: SERVER,
    })
    const [key = ''] = Object.keys(result.inputRequests)
    const retry = {
      inputResponses: { [key]: { action: 'accept', content: { yes: true } } },
      requestState: result.requestState,
    }
    const params = { name: 'ask', arguments: {}, ...retry }
    expect((await post('tools/call', params, CAPABLE)).answer.result.content).toEqual([
      { type: 'text', text: 'accept' },
    ])
    const { requestState: _, ...stateless } = params
    expect((await post('tools/call', stateless, CAPABLE)).answer.result.resultType).toBe('input_required')
  })

  it.each([
    [{ requestState: 'forged' }],
    [{ requestState: 5 }],
    [{ requestState: null }],
    [{ inputResponses: 5 }],
    [{ inputResponses: [] }],
  ])('what did not come from the server is refused: %j', async retry => {
    const { status, answer } = await post('tools/call', { name: 'ask', arguments: {}, ...retry }, CAPABLE)
    expect([status, answer.error.code]).toEqual([200, -32602])
  })
})

describe('the pages of the features', () => {
  it.each<[string, Fields, number, number]>([
    ['tools/call', { name: 'nobody' }, 200, -32602],
    ['prompts/get', { name: 'nobody' }, 200, -32602],
    ['prompts/get', { name: 'greet' }, 200, -32602],
    ['resources/read', { uri: 'note://none' }, 200, -32602],
    ['tools/list', { cursor: 'none' }, 200, -32602],
    ['tools/call', { name: 'limited' }, 200, -31429],
  ])('%s %j is answered with %i and %i', async (method, params, status, code) => {
    expect(await post(method, params)).toMatchObject({ status, answer: { error: { code } } })
  })

  it('a prompt is rendered, and its argument completed', async () => {
    expect(
      (await post('prompts/get', { name: 'greet', arguments: { name: 'Ada' } })).answer.result.messages,
    ).toEqual([{ role: 'user', content: { type: 'text', text: 'Hi, Ada' } }])
    const ref = { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'name', value: 'A' } }
    expect((await post('completion/complete', ref)).answer.result.completion).toEqual({
      values: ['A!'],
      total: 1,
      hasMore: false,
    })
  })
})
