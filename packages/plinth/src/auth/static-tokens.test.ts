import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type NamedToken, staticTokens } from './static-tokens.ts'

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')

const ci: NamedToken = { name: 'ci', token: 'token-of-ci', scopes: ['scan:run', 'scan:read'] }
const grafana: NamedToken = {
  name: 'grafana',
  sha256: sha256('token-of-grafana').toUpperCase(),
  scopes: [],
  roles: ['viewer'],
  tenant: 'acme',
}
const operator: NamedToken = { name: 'ops@example.com', token: 'token-of-ops', scopes: ['*'] }

describe('tokens that were agreed on', () => {
  const verify = staticTokens([ci, grafana, operator])

  it.each([
    ['token-of-ci', { id: 'ci', scopes: ['scan:run', 'scan:read'] }],
    ['token-of-grafana', { id: 'grafana', scopes: [], roles: ['viewer'], tenant: 'acme' }],
    ['token-of-ops', { id: 'ops@example.com', scopes: ['*'] }],
  ])('%s makes %j of its bearer', (token, principal) => {
    expect(verify(`Bearer ${token}`)).toEqual({ principal })
  })

  it.each([
    'token-of-',
    'token-of-ci ',
    'token-of-CI',
    'ci',
    sha256('token-of-grafana'),
    sha256('token-of-ci'),
  ])('%j is none of them', token => {
    expect(verify(`Bearer ${token}`)).toMatchObject({ fault: 'wrong' })
  })

  it('guessing helps nobody', () => {
    const guesses = Array.from({ length: 3_000 }, (_, i) => verify(`Bearer token-of-${i}`))
    expect(guesses.filter(verdict => 'principal' in verdict)).toEqual([])
  })

  it('says nothing of a token in its reason', () => {
    expect(JSON.stringify(verify('Bearer some-guess'))).not.toContain('guess')
  })
})

describe('tokens that make no sense are refused', () => {
  it.each<[string, readonly NamedToken[], string]>([
    ['none', [], 'no token'],
    ['a name twice', [ci, { ...operator, name: 'ci' }], 'Two tokens are named "ci"'],
    ['a token twice', [ci, { name: 'b', sha256: sha256('token-of-ci'), scopes: [] }], '"b"'],
    ['a name with blanks', [{ ...ci, name: 'a b' }], '"a b"'],
    ['a name like an id of an issuer', [{ ...ci, name: 'https://login#alice' }], 'A token is named'],
    ['no name', [{ ...ci, name: '' }], 'A token is named ""'],
    ['a short token', [{ name: 'a', token: 'secret1', scopes: [] }], 'at least 8 characters'],
    ['a token that nobody can send', [{ name: 'a', token: 'naïve-token', scopes: [] }], 'nobody could send'],
    ['a digest that is none', [{ name: 'a', sha256: 'abc', scopes: [] }], '64 hexadecimal'],
    ['a scope with a blank', [{ ...ci, scopes: ['a b'] }], '"a b"'],
    ['an empty scope', [{ ...ci, scopes: [''] }], 'scope ""'],
  ])('%s', (_, tokens, message) => {
    expect(() => staticTokens(tokens)).toThrow(TypeError)
    expect(() => staticTokens(tokens)).toThrow(message)
    expect(() => staticTokens(tokens)).not.toThrow(/secret1|naïve|token-of/)
  })

  it('neither token nor digest, or both', () => {
    const none = { name: 'a', scopes: [] } as unknown as NamedToken
    const both = { ...ci, sha256: sha256('x') } as unknown as NamedToken
    for (const each of [none, both]) expect(() => staticTokens([each])).toThrow('either token or sha256')
  })
})

it('gives principals that nobody can change', () => {
  const verdict = staticTokens([grafana])('Bearer token-of-grafana')
  const { principal } = verdict as Extract<Awaited<typeof verdict>, { principal: unknown }>
  expect([principal, principal.scopes, principal.roles].every(Object.isFrozen)).toBe(true)
})
