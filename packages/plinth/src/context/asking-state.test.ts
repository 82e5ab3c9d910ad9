import { describe, expect, it } from 'vitest'
import type { Outcome } from '../define/outcome.ts'
import { memoryStore } from '../index.ts'
import {
  type Asked,
  answer,
  asked,
  call,
  type Handler,
  KEYS,
  serverOf,
  yes,
} from '../testing/asking.fixtures.ts'
import { textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'

const withOtherCharacter = (text: string): string => {
  const middle = Math.floor(text.length / 2)
  return `${text.slice(0, middle)}${text[middle] === 'A' ? 'B' : 'A'}${text.slice(middle + 1)}`
}

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
      first => answer(serverOf(yes), { ...first, state: withOtherCharacter(first.state) }, { yes: true }),
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
