import { describe, expect, it } from 'vitest'
import type { Principal } from '../define/context.ts'
import type { Verdict, VerifyCredential } from '../define/credential.ts'
import { type Access, admit } from './access.ts'

const principal = (scopes: readonly string[]): Principal => ({ id: 'ann', scopes })

const PEOPLE: Readonly<Record<string, Verdict>> = {
  plain: { principal: principal([]) },
  all: { principal: principal(['*']) },
  reads: { principal: principal(['read']) },
  chief: { principal: principal(['operator']) },
  unsure: { fault: 'unavailable', retryAfterMs: 2_000 },
}

const verify: VerifyCredential = name =>
  name === undefined ? { fault: 'missing' } : (PEOPLE[name] ?? { fault: 'wrong' })

const ownCredential: VerifyCredential = name => {
  if (name === undefined) return { fault: 'missing' }
  return name === 'key' ? { principal: { id: 'operator', scopes: ['operator'] } } : { fault: 'wrong' }
}

/** What becomes of somebody at each kind of route: in, or why not. */
const outcomes = async (access: Access, who: string | undefined) => {
  const result: string[] = []
  for (const level of ['reader', 'caller', 'operator'] as const) {
    const found = await admit(access, level, who)
    if (!('kind' in found)) result.push('in')
    else if (found.kind === 'unauthenticated') result.push(found.fault)
    else result.push(found.kind)
  }
  return result.join(' ')
}

describe.each<[string, Access, Readonly<Record<string, string>>]>([
  ['nobody can be known', {}, { '': 'closed closed closed', plain: 'closed closed closed' }],
  ['everybody may', { open: true }, { '': 'in in in', whoever: 'in in in' }],
  [
    'callers may, because something in front checks them',
    { openToCallers: true },
    { '': 'closed in closed' },
  ],
  [
    'callers are known',
    { verify },
    {
      '': 'missing missing missing',
      wrong: 'wrong wrong wrong',
      unsure: 'unavailable unavailable unavailable',
      plain: 'in in lacking',
      all: 'in in lacking',
      reads: 'in in lacking',
      chief: 'in in in',
    },
  ],
  [
    'callers are known, and only this machine gets here',
    { verify, open: true },
    {
      '': 'missing missing missing',
      plain: 'in in lacking',
      all: 'in in in',
      reads: 'in in lacking',
      chief: 'in in in',
    },
  ],
  [
    'operators have a credential of their own, also where only this machine gets here',
    { verify, open: true, operator: { verify: ownCredential } },
    {
      '': 'missing missing missing',
      plain: 'in in lacking',
      all: 'in in lacking',
      key: 'in wrong in',
      chief: 'in in in',
    },
  ],
  [
    'only operators are known',
    { operator: { verify: ownCredential } },
    { '': 'missing closed missing', wrong: 'wrong closed wrong', key: 'in closed in' },
  ],
  [
    'only operators are known, and only this machine gets here',
    { open: true, operator: { verify: ownCredential } },
    { '': 'in in missing', wrong: 'in in wrong', key: 'in in in' },
  ],
  [
    'a credential may be missing',
    { verify, optional: true },
    { '': 'missing in missing', wrong: 'wrong wrong wrong' },
  ],
  [
    'every caller needs a scope',
    { verify, scopes: ['read'] },
    {
      plain: 'lacking lacking lacking',
      reads: 'in in lacking',
      all: 'in in lacking',
      chief: 'in lacking in',
    },
  ],
  [
    'operators go by another scope',
    { verify, operator: { scope: 'read' } },
    { reads: 'in in in', chief: 'in in lacking' },
  ],
])('where %s', (_, access, table) => {
  it.each(Object.entries(table))('"%s" is %s', async (who, expected) => {
    expect(await outcomes(access, who === '' ? undefined : who)).toBe(expected)
  })
})

it('names what is missing, and nothing else', async () => {
  expect(await admit({ verify, scopes: ['read', 'write'] }, 'caller', 'reads')).toMatchObject({
    missing: ['write'],
  })
  expect(await admit({ verify }, 'operator', 'reads')).toMatchObject({ missing: ['operator'] })
})

it('hands on why a credential is wrong', async () => {
  const access: Access = { verify: () => ({ fault: 'wrong', reason: 'it has expired' }) }
  expect(await admit(access, 'reader', 'late')).toEqual({
    kind: 'unauthenticated',
    fault: 'wrong',
    reason: 'it has expired',
  })
})

it('lets everybody in to what is public, and says who may read all of it', async () => {
  const read = async (access: Access, who?: string) => await admit(access, 'public', who)
  expect(await read({})).toMatchObject({ principal: undefined, mayRead: false })
  expect(await read({ verify }, 'wrong')).toMatchObject({ principal: undefined, mayRead: false })
  expect(await read({ verify }, 'plain')).toMatchObject({ mayRead: true })
  expect(await read({ open: true })).toMatchObject({ mayRead: true })
})

it('does not hand the credential of operators to what knows callers', async () => {
  const seen: (string | undefined)[] = []
  const access: Access = {
    verify: name => {
      seen.push(name)
      return verify(name)
    },
    operator: { verify: ownCredential },
  }
  for (const level of ['public', 'reader', 'caller', 'operator'] as const) await admit(access, level, 'key')
  expect(seen).toEqual([])
})

it('tells who everybody is only to what calls tools, and makes no reader or operator of anybody', async () => {
  const anybody = principal(['*'])
  expect(await outcomes({ openToCallers: true, anybody }, undefined)).toBe('closed in closed')
  expect(await admit({ openToCallers: true, anybody }, 'caller', undefined)).toMatchObject({
    principal: anybody,
    mayRead: false,
  })
  expect(await outcomes({ verify, openToCallers: true, anybody }, undefined)).toBe('missing missing missing')
})

describe('what has owners', () => {
  const asWhom = async (access: Access, who: string | undefined) => {
    const found = await admit(access, 'owner', who)
    if ('kind' in found) return found.kind === 'unauthenticated' ? found.fault : found.kind
    const { caller, operates } = found
    return `${caller ? (caller.principal?.id ?? 'somebody') : 'none'}${operates ? ', operates' : ''}`
  }
  const operator = { verify: ownCredential }

  it.each<[string, Access, Readonly<Record<string, string>>]>([
    ['nobody can be known', {}, { '': 'closed' }],
    ['everybody may', { open: true }, { '': 'somebody, operates' }],
    ['something in front checks callers', { openToCallers: true }, { '': 'somebody' }],
    [
      'callers are known',
      { verify, scopes: ['read'] },
      { '': 'missing', wrong: 'wrong', plain: 'lacking', reads: 'ann', all: 'ann', chief: 'none, operates' },
    ],
    ['operators alone are known', { operator }, { '': 'missing', wrong: 'wrong', key: 'none, operates' }],
    [
      'both are known',
      { verify, operator, open: true },
      { '': 'missing', plain: 'ann', chief: 'ann, operates', key: 'none, operates' },
    ],
    // The operator's token is no credential of callers: what is kept for those does not become its own.
    ['callers are not known', { operator, open: true }, { '': 'somebody', key: 'somebody, operates' }],
  ])('where %s', async (_, access, expected) => {
    for (const [who, what] of Object.entries(expected))
      expect([who, await asWhom(access, who === '' ? undefined : who)]).toEqual([who, what])
  })
})
