import { describe, expect, it } from 'vitest'
import { ToolError } from '../define/errors.ts'
import { failureIn } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { type CircuitBreakerOptions, circuitBreaker } from './circuit-breaker.ts'

const guarded = (options: CircuitBreakerOptions = {}) => {
  const clock = fakeClock()
  const breaker = circuitBreaker({ threshold: 1, jitter: 0, clock, ...options })
  const server = new Plinth({ name: 'test', clock }).use(breaker)
  server.tool('well', {}, () => 'done')
  server.tool('ill', {}, () => {
    throw new ToolError('It failed')
  })
  const send = (name: string) => dispatch(server.runtime, { method: 'tools/call', params: { name } })
  const call = async (name: string) => {
    const outcome = await send(name)
    return failureIn(outcome)?.code ?? textOf(outcome)
  }
  const states = () => breaker.states().map(({ kind, name, state }) => `${kind}:${name} ${state}`)
  return { breaker, server, send, call, states, clock }
}

describe('each component has a breaker of its own', () => {
  it.each(SCOPES)('where it stands at a $scope', async ({ scope, sees }) => {
    const breaker = circuitBreaker({ threshold: 1 })
    const server = scopedServer(scope, breaker)
    await visitAll(server)
    const components = sees.filter(subject => !subject.startsWith('method:'))
    const states = () => breaker.states().map(({ kind, name, state }) => `${kind}:${name} ${state}`)
    expect(states()).toEqual(components.map(subject => `${subject} closed`))
    await visitAll(server, 'fail')
    expect(states()).toEqual(components.map(subject => `${subject} open`))
  })

  it('so that one does not hold up the others, nor lists', async () => {
    const { call, server } = guarded()
    await call('ill')
    expect([await call('ill'), await call('well')]).toEqual(['CIRCUIT_BREAKER_OPEN', 'done'])
    expect(await dispatch(server.runtime, { method: 'tools/list', params: {} })).toMatchObject({
      kind: 'result',
    })
  })

  it('none for a name that only the caller gave', async () => {
    const { call, states } = guarded()
    for (let n = 0; n < 50; n++) await call(`made-up-${n}`)
    expect(states()).toEqual([])
  })

  it('one together for those for which there is no room', async () => {
    const { call, server, states, breaker } = guarded({ maxComponents: 1 })
    server.tool('also-well', {}, () => 'done')
    await call('well')
    await call('ill')
    expect(await call('also-well')).toBe('CIRCUIT_BREAKER_OPEN')
    expect(states()).toEqual(['tool:well closed', 'other:other open'])
    expect(() => breaker.force('ill', 'closed')).toThrow(/ill has no breaker.*maxComponents is 1/)
  })

  it('and is asked once where it stands twice', async () => {
    const { server, breaker, clock, call, states } = guarded()
    let works = false
    server.tool('t', { use: [breaker] }, () => {
      if (!works) throw new ToolError('It failed')
      return 'done'
    })
    await call('t')
    works = true
    clock.advance(60_000)
    expect(await call('t')).toBe('done')
    expect(states()).toEqual(['tool:t closed'])
  })
})

describe('an operator', () => {
  it('opens a breaker, before its first call too, and says so to callers', async () => {
    const { breaker, send, call } = guarded()
    breaker.force('well', 'open')
    const outcome = await send('well')
    expect(failureIn(outcome)).toEqual({
      code: 'CIRCUIT_BREAKER_OPEN',
      message: 'well is switched off for now',
      suggestion: 'Try again in 60 s, or do without it',
      retryAfterMs: 60_000,
    })
    breaker.force('well', undefined)
    expect(await call('well')).toBe('done')
  })

  it('closes a breaker, which then opens no more', async () => {
    const { breaker, call, states } = guarded()
    await call('ill')
    breaker.force('ill', 'closed')
    for (let n = 0; n < 5; n++) expect(await call('ill')).toBe('EXECUTION_ERROR')
    expect(breaker.states()).toMatchObject([{ state: 'closed', forced: 'closed' }])
    breaker.force('ill', undefined)
    await call('ill')
    expect(states()).toEqual(['tool:ill open'])
  })

  it('tells kinds apart', async () => {
    const { breaker, server, call } = guarded()
    server.prompt('well', {}, () => 'text')
    breaker.force('well', 'open', 'prompt')
    expect(await dispatch(server.runtime, { method: 'prompts/get', params: { name: 'well' } })).toMatchObject(
      {
        refusal: { reason: 'unavailable' },
      },
    )
    expect(await call('well')).toBe('done')
  })
})

it.each([
  [{ threshold: 0 }, /threshold.*0/],
  [{ recoveryMs: 0 }, /recoveryMs.*0/],
  [{ jitter: 2 }, /jitter.*2/],
  [{ maxComponents: 0 }, /maxComponents.*0/],
])('refuses %o by name', (options, message) => {
  expect(() => circuitBreaker(options)).toThrow(message)
})
