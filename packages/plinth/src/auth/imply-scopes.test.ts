import { expect, it } from 'vitest'
import { implyScopes } from './imply-scopes.ts'
import { staticTokens } from './static-tokens.ts'

const verify = implyScopes(
  { admin: ['write'], write: ['read'], read: ['read', 'admin-of-loops'], 'admin-of-loops': ['read'] },
  staticTokens([
    { name: 'a', token: 'token-of-a', scopes: ['admin', 'other'], roles: ['r'], tenant: 't' },
    { name: 'b', token: 'token-of-b', scopes: ['constructor'] },
  ]),
)

it('gives narrower scopes to those who have broader ones', async () => {
  expect(await verify('Bearer token-of-a')).toEqual({
    principal: {
      id: 'a',
      scopes: ['admin', 'other', 'write', 'read', 'admin-of-loops'],
      roles: ['r'],
      tenant: 't',
    },
  })
  expect(await verify('Bearer token-of-b')).toMatchObject({ principal: { scopes: ['constructor'] } })
})

it('changes nothing about those who are not known', async () => {
  expect(await verify(undefined)).toEqual({ fault: 'missing' })
  expect(await verify('Bearer token-of-c')).toMatchObject({ fault: 'wrong' })
})

it.each(['*', 'two words', ''])('cannot imply %j', scope => {
  expect(() => implyScopes({ a: [scope] }, () => ({ fault: 'missing' }))).toThrow('cannot be implied')
})
