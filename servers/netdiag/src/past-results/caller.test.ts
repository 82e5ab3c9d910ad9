import type { Principal } from 'plinth'
import { describe, expect, it } from 'vitest'
import { callerOf, mayList } from './caller.ts'

const principal = (id: string, tenant?: string): Principal => ({ id, scopes: [], ...(tenant && { tenant }) })

describe('callerOf', () => {
  it('tells principals, tenants and strangers apart', () => {
    const callers = [
      callerOf({ principal: principal('a'), transport: 'http' }),
      callerOf({ principal: principal('a', 't'), transport: 'http' }),
      callerOf({ principal: principal('t/a'), transport: 'http' }),
      callerOf({ principal: principal('a', 't/a'), transport: 'http' }),
      callerOf({ principal: undefined, transport: 'http' }),
      callerOf({ principal: undefined, transport: 'stdio' }),
    ]
    expect(new Set(callers).size).toBe(callers.length)
  })

  it('lets strangers on HTTP list nothing, because they share one name', () => {
    expect(mayList({ principal: undefined, transport: 'http' })).toBe(false)
    expect(mayList({ principal: undefined, transport: 'stdio' })).toBe(true)
    expect(mayList({ principal: principal('a'), transport: 'http' })).toBe(true)
  })
})
