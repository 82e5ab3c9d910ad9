import { describe, expect, it } from 'vitest'
import type { Principal } from '../define/context.ts'
import { memoryStore } from '../store.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { createSessions } from './session.ts'

const MINUTE = 60_000
const ada: Principal = { id: 'ada', scopes: [] }

const setUp = (maxEntries = 100) => {
  const clock = fakeClock()
  const evicted: string[] = []
  const store = memoryStore({ maxEntries, clock, onEvict: key => evicted.push(key) })
  return { clock, store, evicted, sessions: createSessions({ store, maxKeys: 3 }) }
}

describe('session state', () => {
  it('outlives the call', async () => {
    const { sessions } = setUp()
    await sessions.open(ada, undefined).set('n', { deep: [1] })
    expect(await sessions.open(ada, undefined).get('n')).toEqual({ deep: [1] })
    await sessions.open(ada, undefined).delete('n')
    expect(await sessions.open(ada, undefined).get('n')).toBeUndefined()
  })

  it('of an anonymous caller needs a handle', async () => {
    const { sessions } = setUp()
    expect(() => sessions.open(undefined, undefined)).toThrow(
      /anonymous caller has no session state.*ctx\.session\(handle\)/,
    )
    await sessions.open(undefined, 'basket-1').set('n', 1)
    expect(await sessions.open(undefined, 'basket-1').get('n')).toBe(1)
  })

  it.each<[string, Principal | undefined, string | undefined]>([
    ['another principal', { id: 'bob', scopes: [] }, undefined],
    ['the same name at another tenant', { ...ada, tenant: 'b' }, undefined],
    ['the same principal with a handle', ada, 'h'],
    ['an anonymous caller with the name for a handle', undefined, 'ada'],
    ['a name that looks like the key of another', { id: '["ada"]', scopes: [] }, undefined],
  ])('is not the one of %s', async (_, principal, handle) => {
    const { sessions } = setUp()
    await sessions.open(ada, undefined).set('n', 1)
    expect(await sessions.open(principal, handle).get('n')).toBeUndefined()
  })

  it('loses no change of calls that run at once', async () => {
    const { sessions } = setUp()
    const keys = ['a', 'b', 'c']
    await Promise.all(keys.map(key => sessions.open(ada, undefined).set(key, key)))
    const values = await Promise.all(keys.map(key => sessions.open(ada, undefined).get(key)))
    expect(values).toEqual(keys)
  })

  it('is counted, and says so when it is full', async () => {
    const session = setUp().sessions.open(ada, undefined)
    for (const key of ['a', 'b', 'c']) await session.set(key, 1)
    await expect(session.set('d', 1)).rejects.toThrow(
      'at most 3 values: delete what is not needed before setting "d"',
    )
    await session.set('a', 2)
    await session.delete('b')
    await session.set('d', 1)
    expect(await session.get('a')).toBe(2)
    expect(await session.get('d')).toBe(1)
  })

  it('is kept while it is used, and gone after 30 minutes without', async () => {
    const { sessions, clock } = setUp()
    const session = sessions.open(ada, undefined)
    await session.set('n', 1)
    clock.advance(29 * MINUTE)
    expect(await session.get('n')).toBe(1)
    clock.advance(29 * MINUTE)
    expect(await session.get('n')).toBe(1)
    clock.advance(30 * MINUTE)
    expect(await session.get('n')).toBeUndefined()
  })

  it('of the caller who was away longest makes room for others', async () => {
    const { sessions, store, evicted } = setUp(2)
    await sessions.open(undefined, 'first').set('n', 1)
    await sessions.open(undefined, 'second').set('n', 2)
    await sessions.open(undefined, 'first').get('n')
    await sessions.open(undefined, 'third').set('n', 3)
    expect(await sessions.open(undefined, 'first').get('n')).toBe(1)
    expect(await sessions.open(undefined, 'second').get('n')).toBeUndefined()
    expect(await sessions.open(undefined, 'third').get('n')).toBe(3)
    expect(store.size).toBe(2)
    expect(evicted).toHaveLength(1)
  })

  it('takes no room when nothing is in it', async () => {
    const { sessions, store } = setUp(2)
    await sessions.open(ada, undefined).get('n')
    await sessions.open(ada, undefined).delete('n')
    expect(store.size).toBe(0)
    await sessions.open(ada, undefined).set('n', 1)
    await sessions.open(ada, undefined).delete('n')
    expect(store.size).toBe(0)
  })

  it('holds copies: a value that is changed later is not', async () => {
    const session = setUp().sessions.open(ada, undefined)
    const value = { n: 1 }
    await session.set('v', value)
    value.n = 2
    const read = await session.get<{ n: number }>('v')
    expect(read).toEqual({ n: 1 })
    if (read) read.n = 3
    expect(await session.get('v')).toEqual({ n: 1 })
  })

  it('goes on after a value that cannot be kept', async () => {
    const session = setUp().sessions.open(ada, undefined)
    const [broken] = await Promise.allSettled([session.set('f', () => 1), session.set('n', 1)])
    expect(broken.status).toBe('rejected')
    expect(await session.get('n')).toBe(1)
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'may have a key %s, which pollutes nothing',
    async key => {
      const session = setUp().sessions.open(ada, undefined)
      expect(await session.get(key)).toBeUndefined()
      await session.set(key, { polluted: true })
      expect(await session.get(key)).toEqual({ polluted: true })
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
      await session.delete(key)
      expect(await session.get(key)).toBeUndefined()
    },
  )
})
