import { describe, expect, it } from 'vitest'
import { staticToken } from './static-token.ts'

const token = 'dG9rZW4tb2Y-.~+/x=='

describe('a token that was agreed on', () => {
  const verify = staticToken(token)

  it.each([`Bearer ${token}`, `bearer   ${token}`])('is accepted: %s', authorization => {
    expect(verify(authorization)).toMatchObject({ principal: { id: 'token', scopes: ['*'] } })
  })

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer None',
    'Bearer undefined',
    `Basic ${token}`,
    token,
    `Bearer ${token} `,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${' '.repeat(16_000)}x y`,
  ])('is not %j', authorization => {
    expect(verify(authorization)).toMatchObject({ fault: 'wrong' })
  })

  it('is missed where there is none', () => {
    expect(verify(undefined)).toEqual({ fault: 'missing' })
  })
})

it.each(['', 'short'])('is none when it is too short: %j', given => {
  expect(() => staticToken(given)).toThrow('at least 8 characters')
})

it.each(['with a blank', 'correct!horse', 'pass=word=x', 'naïve-token', 'line\nbreak-'])(
  'is none when no client could send it: %j',
  given => {
    expect(() => staticToken(given)).toThrow('nobody could send it')
    expect(() => staticToken(given)).not.toThrow(given)
  },
)
