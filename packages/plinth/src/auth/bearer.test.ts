import { expect, it } from 'vitest'
import type { Verdict } from '../define/credential.ts'
import { bearer } from './bearer.ts'

const judged = (authorization: string | undefined) => {
  const tokens: string[] = []
  const verify = bearer((token): Verdict => {
    tokens.push(token)
    return { principal: { id: 'a', scopes: [] } }
  })
  void verify(authorization)
  return tokens
}

it.each<[string | undefined, readonly string[]]>([
  ['Bearer abc', ['abc']],
  ['BEARER abc==', ['abc==']],
  [`Bearer ${'a'.repeat(16_000)}`, ['a'.repeat(16_000)]],
  [`Bearer ${'a'.repeat(16 * 1024)}`, []],
  ['Bearer a=b', []],
  ['Bearer a b', []],
  ['Bearer ', []],
  ['Basic abc', []],
  ['', []],
  [undefined, []],
])('only what can be a token is judged: %#', (authorization, tokens) => {
  expect(judged(authorization)).toEqual(tokens)
})
