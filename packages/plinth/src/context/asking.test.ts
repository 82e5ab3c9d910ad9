import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Outcome } from '../define/outcome.ts'
import { MAX_ROUNDS } from '../dispatch/rounds.ts'
import { type Context, memoryStore, Plinth, type PlinthOptions, tool } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import type { Caller } from './caller.ts'

const KEYS = ['a secret that every replica knows']
const YesNo = z.object({ yes: z.boolean() })

type Handler = (ctx: Context) => Promise<string>
type Asked = Extract<Outcome, { kind: 'input_required' }>

const serverOf = (
  handler: Handler,
  options: Partial<PlinthOptions<object, undefined>> = {},
  version?: string,
) => {
  const server = new Plinth({ name: 'test', stateKeys: KEYS, ...options })
  server.tool(
    'ask',
    { input: z.object({ n: z.number().default(1) }), ...(version ? { version } : {}) },
    (_, ctx) => handler(ctx),
  )
  return server
}

const call = (server: Plinth, extra: object = {}, caller: Partial<Caller> = {}, args: object = {}) =>
  dispatch(
    server.runtime,
    { method: 'tools/call', params: { name: 'ask', arguments: args }, ...extra },
    caller,
  )

const asked = (outcome: Outcome): Asked => {
  if (outcome.kind !== 'input_required')
    throw new Error(`expected a question, got ${JSON.stringify(outcome)}`)
  return outcome
}

/** Retries with the same answer to every question. */
const answer = (
  server: Plinth,
  { requests, state }: Asked,
  content: object,
  caller: Partial<Caller> = {},
  args: object = {},
) =>
  call(
    server,
    {
      requestState: state,
      inputResponses: Object.fromEntries(
        Object.keys(requests).map(key => [key, { action: 'accept', content }]),
      ),
    },
    caller,
    args,
  )

const yes: Handler = async ctx => {
  const { action, content } = await ctx.elicit('Sure?', YesNo)
  return action === 'accept' ? `yes: ${content.yes}` : action
}

describe('a question', () => {
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
    expect((await call(byUrl, {}, { capabilities: { elicitation: {} } })).kind).toBe('refused')
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

describe('the state of a question', () => {
  it('survives a deploy: another process with the same keys goes on', async () => {
    const first = asked(await call(serverOf(yes)))
    expect(textOf(await answer(serverOf(yes), first, { yes: true }))).toBe('yes: true')
  })

  it('opens with an older key, and is closed with the newest', async () => {
    const first = asked(await call(serverOf(yes)))
    const rotated = serverOf(yes, { stateKeys: ['another secret, newer than that', ...KEYS] })
    expect(textOf(await answer(rotated, first, { yes: true }))).toBe('yes: true')
    const second = asked(await call(rotated))
    expect((await answer(serverOf(yes), second, { yes: true })).kind).toBe('refused')
  })

  const foreign: readonly [string, (first: Asked) => Promise<Outcome>][] = [
    [
      'another key',
      first => answer(serverOf(yes, { stateKeys: ['a secret of somebody else'] }), first, { yes: true }),
    ],
    [
      'another principal',
      first => answer(serverOf(yes), first, { yes: true }, { principal: { id: 'eve', scopes: [] } }),
    ],
    ['other arguments', first => answer(serverOf(yes), first, { yes: true }, {}, { n: 2 })],
    ['another version of the tool', first => answer(serverOf(yes, {}, '2.0.0'), first, { yes: true })],
    [
      'a changed byte',
      first => answer(serverOf(yes), { ...first, state: `${first.state.slice(0, -2)}AA` }, { yes: true }),
    ],
    ['no state at all', first => answer(serverOf(yes), { ...first, state: '' }, { yes: true })],
    ['nonsense', first => answer(serverOf(yes), { ...first, state: 'x'.repeat(500) }, { yes: true })],
  ]
  it.each(foreign)('is refused with %s', async (_, retry) => {
    const outcome = await retry(asked(await call(serverOf(yes))))
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'invalid_state' } })
  })

  it('expires', async () => {
    const clock = fakeClock()
    const server = serverOf(yes, { clock, questionTtlMs: 60_000 })
    const first = asked(await call(server))
    clock.advance(59_000)
    expect(textOf(await answer(server, first, { yes: true }))).toBe('yes: true')
    clock.advance(2_000)
    expect(await answer(server, first, { yes: true })).toMatchObject({
      refusal: { message: expect.stringContaining('expired') },
    })
  })

  it('shows nothing of what it holds', async () => {
    const server = serverOf(async ctx => {
      await ctx.once('found', () => 'the launch code is 1234')
      return yes(ctx)
    })
    const { state } = asked(await call(server))
    expect(Buffer.from(state, 'base64url').toString('latin1')).not.toContain('launch')
  })

  it('names the value that makes it too large, and goes to the store where there is one', async () => {
    const large: Handler = async ctx => {
      await ctx.once('report', () => 'x'.repeat(64 * 1024))
      return yes(ctx)
    }
    const outcome = await call(serverOf(large))
    expect(outcome.kind === 'result' && String(outcome.error)).toContain('"report"')
    const server = serverOf(large, { store: memoryStore() })
    const first = asked(await call(server))
    expect(first.state.length).toBeLessThan(500)
    expect(textOf(await answer(server, first, { yes: true }))).toBe('yes: true')
  })
})

describe('what a handler did before it asked', () => {
  it('is not done again in ctx.once, and neither time nor chance change', async () => {
    let steps = 0
    const clock = fakeClock()
    const server = serverOf(
      async ctx => {
        const id = await ctx.once('create', () => ++steps)
        const [time, chance, key] = [ctx.now(), ctx.random(), ctx.idempotencyKey]
        await ctx.elicit(`${time} ${chance} ${key}?`, YesNo)
        return `created ${id}`
      },
      { clock },
    )
    const first = asked(await call(server))
    clock.advance(5_000)
    expect(textOf(await answer(server, first, { yes: true }))).toBe('created 1')
    expect(steps).toBe(1)
  })

  it('happens at least once after a state that is sent twice, and at most once with a store', async () => {
    const count = async (options: Partial<PlinthOptions<object, undefined>>) => {
      let wiped = 0
      const server = serverOf(async ctx => {
        await ctx.elicit('Sure?', YesNo)
        return `wiped ${await ctx.once('wipe', () => ++wiped)}`
      }, options)
      const first = asked(await call(server))
      const answers = [await answer(server, first, { yes: true }), await answer(server, first, { yes: true })]
      return { wiped, texts: answers.map(textOf) }
    }
    expect(await count({})).toEqual({ wiped: 2, texts: ['wiped 1', 'wiped 2'] })
    expect(await count({ store: memoryStore() })).toEqual({ wiped: 1, texts: ['wiped 1', 'wiped 1'] })
  })

  it('is not repeated when it was begun and its end is not known', async () => {
    let begun = 0
    const server = serverOf(
      async ctx => {
        await ctx.elicit('Sure?', YesNo)
        return ctx.once('wipe', async () => {
          begun++
          throw new Error('the connection broke')
        })
      },
      { store: memoryStore() },
    )
    const first = asked(await call(server))
    await answer(server, first, { yes: true })
    expect(textOf(await answer(server, first, { yes: true }))).toContain('its result is not known')
    expect(begun).toBe(1)
  })
})

describe('a tool that calls others', () => {
  const child = (runs: string[]) =>
    tool('child', { input: z.object({ ask: z.boolean() }) }, async ({ ask }, ctx) => {
      runs.push(ask ? 'asking' : 'quiet')
      if (!ask) await new Promise(resolve => setTimeout(resolve, 20))
      if (ask) await ctx.elicit('Child?', YesNo)
      return { ok: true }
    })

  it('passes their questions on, and does not call those again that are done', async () => {
    const runs: string[] = []
    const seen: string[] = []
    const server = serverOf(
      async ctx => {
        await ctx.call('child', { ask: false })
        await ctx.call('child', { ask: true })
        return yes(ctx)
      },
      { store: memoryStore() },
    )
    server.add(child(runs))
    server.use(async (ctx, next) => {
      const outcome = await next()
      seen.push(`${ctx.name} ${outcome.kind}`)
      return outcome
    })
    const first = asked(await call(server))
    expect(seen).toEqual(['child result', 'child input_required', 'ask input_required'])
    const second = asked(await answer(server, first, { yes: true }))
    expect(textOf(await answer(server, second, { yes: true }))).toBe('yes: true')
    expect(runs).toEqual(['quiet', 'asking', 'asking'])
  })

  it('keeps the result of one that ended while another asked', async () => {
    const runs: string[] = []
    const server = serverOf(async ctx => {
      await Promise.all([ctx.call('child', { ask: true }), ctx.call('child', { ask: false })])
      return 'both'
    })
    server.add(child(runs))
    const first = asked(await call(server))
    expect(textOf(await answer(server, first, { yes: true }))).toBe('both')
    expect(runs.filter(run => run === 'quiet')).toHaveLength(1)
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
