import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MAX_ROUNDS } from '../dispatch/rounds.ts'
import { Plinth } from '../index.ts'
import { answer, asked, call, serverOf, YesNo, yes } from '../testing/asking.fixtures.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'

describe('a question', () => {
  it('whose answers never fit ends with what is wrong with them', async () => {
    const server = serverOf(yes)
    let outcome = await call(server)
    while (outcome.kind === 'input_required') outcome = await answer(server, outcome, { yes: 'maybe' })
    expect(textOf(outcome)).toMatch(/did not fit, 7 times: yes: /)
  })

  it('suspends the handler, which runs again with the answer', async () => {
    const server = serverOf(yes)
    const first = asked(await call(server))
    expect(Object.values(first.requests)).toEqual([
      {
        method: 'elicitation/create',
        params: {
          mode: 'form',
          message: 'Sure?',
          requestedSchema: { type: 'object', properties: { yes: { type: 'boolean' } }, required: ['yes'] },
        },
      },
    ])
    expect(textOf(await answer(server, first, { yes: true }))).toBe('yes: true')
  })

  it.each(['decline', 'cancel'] as const)('may be answered with %s', async action => {
    const server = serverOf(yes)
    const { requests, state } = asked(await call(server))
    const inputResponses = Object.fromEntries(Object.keys(requests).map(key => [key, { action }]))
    expect(textOf(await call(server, { requestState: state, inputResponses }))).toBe(action)
  })

  it.each([
    ['an answer that does not fit', { action: 'accept', content: { yes: 'maybe' } }],
    ['an answer without content', { action: 'accept' }],
    ['nonsense', 'nonsense'],
    ['nothing', null],
  ])('is asked again after %s', async (_, response) => {
    const server = serverOf(yes)
    const { requests, state } = asked(await call(server))
    const inputResponses = Object.fromEntries(Object.keys(requests).map(key => [key, response]))
    expect((await call(server, { requestState: state, inputResponses })).kind).toBe('input_required')
    expect((await call(server, { requestState: state })).kind).toBe('input_required')
  })

  it('outranks whatever a handler returns that catches everything', async () => {
    const server = serverOf(async ctx => {
      try {
        return await yes(ctx)
      } catch {
        return 'swallowed'
      }
    })
    const first = asked(await call(server))
    expect(textOf(await answer(server, first, { yes: false }))).toBe('yes: false')
  })

  it('may be one of several at once, answered in any order', async () => {
    const server = serverOf(async ctx => {
      const [a, b] = await Promise.all([
        ctx.elicit('Colour?', z.object({ colour: z.string() })),
        ctx.elicit('Size?', z.object({ size: z.number() })),
      ])
      return `${a.content?.colour} ${b.content?.size}`
    })
    const { requests, state } = asked(await call(server))
    const keys = Object.keys(requests)
    expect(keys).toHaveLength(2)
    const inputResponses = {
      [keys[1] as string]: { action: 'accept', content: { size: 4 } },
      [keys[0] as string]: { action: 'accept', content: { colour: 'red' } },
    }
    expect(textOf(await call(server, { requestState: state, inputResponses }))).toBe('red 4')
  })

  it('keeps the answers that came when another is still missing', async () => {
    const server = serverOf(async ctx => {
      const { a, b } = await ctx.elicitAll({
        a: { message: 'A?', schema: YesNo },
        b: { message: 'B?', url: 'https://example.com/b' },
      })
      return `${a.action} ${b.action}`
    })
    const first = asked(await call(server))
    expect(Object.keys(first.requests)).toEqual(['a', 'b'])
    const second = asked(
      await call(server, { requestState: first.state, inputResponses: { b: { action: 'accept' } } }),
    )
    expect(Object.keys(second.requests)).toEqual(['a'])
    expect(textOf(await answer(server, second, { yes: true }))).toBe('accept accept')
  })

  it('is told apart from the same question asked before in the call', async () => {
    const server = serverOf(async ctx => {
      const first = await ctx.elicit('Again?', YesNo)
      const second = await ctx.elicit('Again?', YesNo)
      return `${first.content?.yes} ${second.content?.yes}`
    })
    const first = asked(await call(server))
    const second = asked(await answer(server, first, { yes: true }))
    expect(Object.keys(second.requests)).not.toEqual(Object.keys(first.requests))
    expect(textOf(await answer(server, second, { yes: false }))).toBe('true false')
  })

  it('that changes under its key is an error that says so', async () => {
    let runs = 0
    const server = serverOf(async ctx => {
      await ctx.elicit(`Run ${runs++}?`, YesNo, { key: 'sure' })
      return 'done'
    })
    expect(textOf(await answer(server, asked(await call(server)), { yes: true }))).toContain(
      'The question "sure" is not the one',
    )
  })

  it('that is another one in each run is an error that says what to do', async () => {
    let runs = 0
    const server = serverOf(async ctx => {
      await ctx.elicit(`Run ${runs++}?`, YesNo)
      return 'done'
    })
    expect(textOf(await answer(server, asked(await call(server)), { yes: true }))).toContain('ctx.now()')
  })

  it('may not be for a secret', async () => {
    const server = serverOf(async ctx => {
      await ctx.elicit('Log in', z.object({ password: z.string() }))
      return 'done'
    })
    const logged: unknown[] = []
    const outcome = await call(server)
    expect(outcome).toMatchObject({ kind: 'result', result: { failure: { code: 'INTERNAL_ERROR' } } })
    if (outcome.kind === 'result') logged.push(outcome.error)
    expect(String(logged[0])).toContain('ctx.elicitUrl()')
  })

  it('must be flat', async () => {
    const server = serverOf(async ctx => {
      await ctx.elicit('Where?', z.object({ place: z.object({ city: z.string() }) }))
      return 'done'
    })
    const outcome = await call(server)
    expect(outcome.kind === 'result' && String(outcome.error)).toContain('"place"')
  })

  it('is not put to a client that cannot be asked', async () => {
    const server = serverOf(yes)
    expect(await call(server, {}, { capabilities: {} })).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'missing_capability', required: { elicitation: { form: {} } } },
    })
    const byUrl = serverOf(async ctx => (await ctx.elicitUrl('Pay', 'https://example.com/pay')).action)
    expect(await call(byUrl, {}, { capabilities: { elicitation: {} } })).toMatchObject({
      refusal: { message: expect.stringContaining('elicitation.url') },
    })
    expect((await call(server, {}, { capabilities: { elicitation: {} } })).kind).toBe('input_required')
  })

  it('is asked a bounded number of times, and the error names the handler', async () => {
    const server = serverOf(async ctx => {
      for (let n = 0; ; n++) await ctx.elicit(`Number ${n}?`, YesNo)
    })
    let outcome = await call(server)
    let rounds = 0
    for (; outcome.kind === 'input_required'; rounds++) outcome = await answer(server, outcome, { yes: true })
    expect(rounds).toBe(MAX_ROUNDS)
    expect(textOf(outcome)).toContain('"ask" has asked')
  })
})

it('asks from prompts and resources too', async () => {
  const server = new Plinth({ name: 'test' })
  server.prompt('write', {}, async (_, ctx) => `Tone: ${(await ctx.elicit('Formal?', YesNo)).content?.yes}`)
  server.resource(
    'notes://today',
    {},
    async ctx => `Short: ${(await ctx.elicit('Short?', YesNo)).content?.yes}`,
  )
  for (const request of [
    { method: 'prompts/get', params: { name: 'write' } },
    { method: 'resources/read', params: { uri: 'notes://today' } },
  ]) {
    const { requests, state } = asked(await dispatch(server.runtime, request))
    const inputResponses = Object.fromEntries(
      Object.keys(requests).map(key => [key, { action: 'accept', content: { yes: true } }]),
    )
    const outcome = await dispatch(server.runtime, { ...request, requestState: state, inputResponses })
    expect(JSON.stringify(outcome)).toMatch(/(Tone|Short): true/)
  }
})

it('asks the model of the client, and for its folders', async () => {
  const server = serverOf(async ctx => {
    const [answer, roots] = await Promise.all([ctx.sample({ messages: [], maxTokens: 10 }), ctx.roots()])
    return `${JSON.stringify(answer.content)} ${roots.map(({ uri }) => uri).join()}`
  })
  const { requests, state } = asked(await call(server))
  const inputResponses = Object.fromEntries(
    Object.entries(requests).map(([key, { method }]) => [
      key,
      method === 'roots/list'
        ? { roots: [{ uri: 'file:///here' }] }
        : { role: 'assistant', content: { type: 'text', text: 'hi' } },
    ]),
  )
  expect(textOf(await call(server, { requestState: state, inputResponses }))).toContain('hi"} file:///here')
})
