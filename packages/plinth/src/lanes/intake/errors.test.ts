import { describe, expect, it } from 'vitest'
import { type WireError, wireErrors } from './errors.ts'
import { mayEmit } from './intake.fixtures.ts'
import { legacyRevisions, modernRevisions } from './revisions.ts'

const all: readonly (readonly [string, WireError])[] = Object.entries(wireErrors)

describe('wireErrors', () => {
  it('has each code once', () => {
    const codes = all.map(([, { code }]) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it.each(all)('%s has an integer code, an HTTP status, revisions and a meaning', (_name, error) => {
    expect(Number.isSafeInteger(error.code)).toBe(true)
    expect(error.status).toBeGreaterThanOrEqual(200)
    expect(error.status).toBeLessThan(600)
    expect(error.revisions.length).toBeGreaterThan(0)
    expect(error.meaning).not.toBe('')
  })

  it.each(all)('%s stands in no range that is reserved for somebody else', (_name, { code }) => {
    const ofJsonRpc = [-32_700, -32_600, -32_601, -32_602, -32_603]
    const ofTheSpecification = [-32_020, -32_021, -32_022]
    const ofOlderRevisions = [-32_002]
    const isReserved = code >= -32_768 && code <= -32_000
    if (isReserved) expect([...ofJsonRpc, ...ofTheSpecification, ...ofOlderRevisions]).toContain(code)
  })

  it.each(modernRevisions)(
    'on %s allows nothing between -32019 and -32000, nor what was retired',
    revision => {
      for (let code = -32_099; code <= -32_000; code++) {
        expect(mayEmit(code, revision)).toBe([-32_020, -32_021, -32_022].includes(code))
      }
    },
  )

  it.each(legacyRevisions)(
    'on %s allows -32002 for a missing resource, -32021 for a missing capability, and no other code of a later revision',
    revision => {
      for (let code = -32_099; code <= -32_000; code++) {
        expect(mayEmit(code, revision)).toBe([-32_002, -32_021].includes(code))
      }
    },
  )

  it('lets a refusal of our own be read from its code', () => {
    const ours = all.filter(([, { code }]) => code > -32_000)
    expect(ours.map(([name, { code }]) => [name, code])).toEqual([
      ['unauthenticated', -31_401],
      ['forbidden', -31_403],
      ['sessionNotFound', -31_404],
      ['methodNotAllowed', -31_405],
      ['notAcceptable', -31_406],
      ['requestTimeout', -31_408],
      ['conflict', -31_409],
      ['unsupportedMediaType', -31_415],
      ['rateLimited', -31_429],
      ['headersTooLarge', -31_431],
      ['unavailable', -31_503],
    ])
    for (const [, { code, status }] of ours) expect(code).toBe(-31_000 - status)
  })
})
