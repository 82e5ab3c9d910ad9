import { describe, expect, it } from 'vitest'
import type { Verdict, VerifyCredential } from '../define/credential.ts'
import { anyOf } from './any-of.ts'

const known = (id: string): Verdict => ({ principal: { id, scopes: [] } })
const missing: Verdict = { fault: 'missing' }
const wrong: Verdict = { fault: 'wrong', reason: 'it is not active' }
const down: Verdict = { fault: 'unavailable', retryAfterMs: 500, reason: 'nobody answers' }

describe('several verifiers', () => {
  it.each<[string, readonly Verdict[], unknown]>([
    ['the first who knows decides', [wrong, known('a'), known('b')], { principal: { id: 'a' } }],
    ['one who cannot check does not stop the next', [down, known('a')], { principal: { id: 'a' } }],
    ['nobody could check', [down, wrong], { fault: 'unavailable', retryAfterMs: 500 }],
    ['nobody could check, seen later', [wrong, down], { fault: 'unavailable', retryAfterMs: 500 }],
    ['wrong for all', [wrong, wrong], { fault: 'wrong', reason: 'it is not active' }],
    ['wrong for one', [missing, wrong], { fault: 'wrong' }],
    ['missing', [missing, missing], { fault: 'missing' }],
  ])('%s', async (_, verdicts, expected) => {
    const verify = anyOf(
      ...verdicts.map(
        (verdict): VerifyCredential =>
          () =>
            Promise.resolve(verdict),
      ),
    )
    expect(await verify('Bearer x')).toMatchObject(expected as object)
  })

  it('tell every reason once', async () => {
    const verify = anyOf(
      () => wrong,
      () => down,
      () => wrong,
    )
    expect(await verify('Bearer x')).toMatchObject({ reason: 'it is not active; nobody answers' })
  })

  it('are not asked once one knows', async () => {
    let asked = 0
    const verify = anyOf(
      () => known('a'),
      () => {
        asked++
        return wrong
      },
    )
    await verify('Bearer x')
    expect(asked).toBe(0)
  })
})

it('refuses to be none', () => {
  expect(() => anyOf()).toThrow('nobody could call')
})
