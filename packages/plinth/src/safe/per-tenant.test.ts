import { describe, expect, it } from 'vitest'
import { perTenant } from './per-tenant.ts'

describe('what each tenant has for itself', () => {
  const pool = (max = 2) => {
    const log: string[] = []
    const made = perTenant(
      tenant => {
        log.push(`open ${tenant}`)
        return { tenant }
      },
      { close: ({ tenant }) => log.push(`close ${tenant}`), max },
    )
    return { log, made, nameOf: (tenant: string) => made.use(tenant, value => value.tenant) }
  }

  it('is made once, and never that of another', async () => {
    const { log, made, nameOf } = pool()
    expect(await Promise.all(['a', 'b', 'a', 'b'].map(nameOf))).toEqual(['a', 'b', 'a', 'b'])
    expect(log).toEqual(['open a', 'open b'])
    await made.close()
    expect(log).toEqual(['open a', 'open b', 'close a', 'close b'])
    await expect(nameOf('a')).rejects.toThrow('closed')
  })

  it('goes where others need room and nobody uses it, that used longest ago first', async () => {
    const { log, nameOf } = pool()
    for (const tenant of ['a', 'b', 'a', 'c']) await nameOf(tenant)
    expect(log).toEqual(['open a', 'open b', 'close b', 'open c'])
  })

  it('stays while it is used', async () => {
    const { log, made, nameOf } = pool(1)
    const { promise, resolve } = Promise.withResolvers<void>()
    const using = made.use('a', () => promise)
    await expect(nameOf('b')).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
    resolve()
    await using
    expect(await nameOf('b')).toBe('b')
    expect(log).toEqual(['open a', 'close a', 'open b'])
  })

  it('is made anew where making it failed', async () => {
    let attempts = 0
    const made = perTenant(() => {
      attempts += 1
      if (attempts === 1) throw new Error('not yet')
      return attempts
    })
    await expect(made.use('a', value => value)).rejects.toThrow('not yet')
    expect(await made.use('a', value => value)).toBe(2)
  })

  it('is for a whole number of tenants', () => {
    expect(() => perTenant(() => 1, { max: 0 })).toThrow(RangeError)
  })
})
