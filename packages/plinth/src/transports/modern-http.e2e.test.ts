import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { modernRequest } from '../testing/modern.fixtures.ts'
import { CAPABLE, SERVER, startModern } from './modern-http.fixtures.ts'

const { call, open, post, postMessage, serving, state } = await startModern()
afterAll(() => serving.close())

describe('basic, "Messages"', () => {
  it.each([0, -7, 9007199254740991, 'a "quoted" id', '天'])(
    'a result has the id of its request: %j',
    async id => {
      expect((await call('echo', { text: 'x' }, {}, id)).answer).toEqual({
        jsonrpc: '2.0',
        id,
        result: { content: [{ type: 'text', text: 'x' }], resultType: 'complete', _meta: SERVER },
      })
    },
  )

  it.each([0, 'b'])('an error has the id of its request, an integer as code, and a message: %j', async id => {
    const { answer } = await call('no-such-tool', {}, {}, id)
    expect(answer).toEqual({ jsonrpc: '2.0', id, error: { code: -32602, message: expect.any(String) } })
  })

  it('a result says what it is, and who answers, beside its own metadata', async () => {
    expect((await call('meta')).answer.result).toEqual({
      content: [{ type: 'text', text: 'x' }],
      resultType: 'complete',
      _meta: { mine: true, ...SERVER },
    })
  })

  it('a structured result keeps its form, with a text where it is no object', async () => {
    expect((await call('add', { a: 1, b: 2 })).answer.result).toMatchObject({
      structuredContent: { sum: 3 },
      content: [{ text: '{"sum":3}' }],
    })
    expect((await call('list')).answer.result).toMatchObject({
      structuredContent: [1, 2],
      content: [{ type: 'text', text: '[1,2]' }],
    })
  })

  it('a failed tool is a result, without what the error said', async () => {
    const { status, answer } = await call('fail')
    expect([status, answer.result.isError]).toEqual([200, true])
    expect(JSON.stringify(answer)).not.toContain('hunter2')
    expect(answer.result._meta).toMatchObject({ 'dev.plinth/error': { code: 'INTERNAL_ERROR' }, ...SERVER })
  })

  it('nothing that a request said is there for the next one', async () => {
    expect((await call('ask', {}, CAPABLE)).answer.result.resultType).toBe('input_required')
    expect((await call('ask')).answer.error.code).toBe(-32021)
  })

  it('a capability that is missing is named, with 400', async () => {
    expect(await call('ask')).toMatchObject({
      status: 400,
      answer: {
        id: 1,
        error: { code: -32021, data: { requiredCapabilities: { elicitation: { form: {} } } } },
      },
    })
  })

  it("metadata that is not the protocol's reaches the handler: trace context", async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'
    const { answer } = await call('seen', {}, { traceparent, progressToken: 'p' })
    expect(answer.result.structuredContent).toEqual({ meta: { traceparent } })
  })
})

describe('streamable HTTP', () => {
  it.each(['notifications/cancelled', 'notifications/anything'])(
    '%s is accepted with 202 and no body',
    async method => {
      const response = await postMessage({ jsonrpc: '2.0', method, params: { requestId: 1 } } as never)
      expect([response.status, await response.text()]).toEqual([202, ''])
    },
  )

  it('a notification that contradicts its header is refused', async () => {
    const response = await postMessage({ jsonrpc: '2.0', method: 'notifications/x' } as never, {
      'mcp-method': 'notifications/y',
    })
    expect(response.status).toBe(400)
  })

  it.each([
    'ping',
    'initialize',
    'logging/setLevel',
    'resources/subscribe',
    'roots/list',
    '__proto__',
    'constructor',
  ])('a method that is not of this revision is unknown, with 404: %s', async method =>
    expect(await post(method)).toMatchObject({ status: 404, answer: { id: 1, error: { code: -32601 } } }),
  )

  it('an answer without notifications is JSON', async () => {
    const { headers, status } = await call('echo', { text: 'x' })
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json'])
  })

  it('from the first notification on it is a stream that proxies hand on, ended by the response', async () => {
    const { headers, messages } = await call('steps', { count: 2 }, { progressToken: 7 })
    expect([headers.get('content-type'), headers.get('x-accel-buffering')]).toEqual([
      'text/event-stream',
      'no',
    ])
    expect(messages.map(({ method, id }) => method ?? id)).toEqual([
      'notifications/progress',
      'notifications/progress',
      1,
    ])
  })

  it('a stream has no requests in it, and nothing of another request', async () => {
    const both = await Promise.all(
      ['a', 'b'].map(token => call('steps', { count: 3 }, { progressToken: token }, token)),
    )
    for (const [index, { messages }] of both.entries()) {
      const token = ['a', 'b'][index]
      expect(messages.map(({ id, params }) => id ?? params.progressToken)).toEqual([
        token,
        token,
        token,
        token,
      ])
    }
  })

  it('sessions and resumption mean nothing, and none are begun', async () => {
    const message = modernRequest(1, 'tools/call', { name: 'echo', arguments: { text: 'x' } })
    const response = await postMessage(message, { 'mcp-session-id': 'any', 'last-event-id': '5' })
    expect([response.status, response.headers.get('mcp-session-id')]).toEqual([200, null])
    await response.text()
  })

  it('a client that goes away cancels its request', async () => {
    const before = state.aborted.length
    const waiting = open(modernRequest('gone', 'tools/call', { name: 'wait' }))
    await sleep(50)
    waiting.leave()
    await expect.poll(() => state.aborted.slice(before)).toEqual(['gone'])
  })

  it('a client that closes the stream does too, and nothing more is sent for it', async () => {
    const before = state.aborted.length
    const waiting = open(
      modernRequest(
        'left',
        'tools/call',
        { name: 'wait', arguments: { chatty: true } },
        { progressToken: 1 },
      ),
    )
    await expect.poll(() => waiting.messages().length).toBe(1)
    waiting.leave()
    await expect.poll(() => state.aborted.slice(before)).toEqual(['left'])
    expect(waiting.messages()).toHaveLength(1)
  })
})
