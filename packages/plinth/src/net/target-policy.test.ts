import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.ts'
import { TargetError, type TargetRule } from './target-error.ts'
import { targetPolicy } from './target-policy.ts'

const policy = targetPolicy()

const ruleOf = (target: string, cidr = true): TargetRule | 'allowed' => {
  try {
    policy.check(target, { cidr })
    return 'allowed'
  } catch (error) {
    if (error instanceof TargetError) return error.rule
    throw error
  }
}

describe('targetPolicy', () => {
  it('tells the family of what it allows', () => {
    expect(policy.check('10.0.0.1')).toEqual({ kind: 'address', value: '10.0.0.1', family: 4 })
    expect(policy.check('fd00::1')).toEqual({ kind: 'address', value: 'fd00::1', family: 6 })
    expect(policy.check('web.lab.internal')).toEqual({ kind: 'name', value: 'web.lab.internal' })
  })

  it('suggests the largest network that is small enough', () => {
    const error = caught(() => policy.check('192.168.0.0/20', { cidr: true }))
    expect(error.message).toBe('Network range too large: 4096 addresses (max: 1024)')
    expect(error.suggestion).toBe('Use /22 or smaller prefix (max 1024 hosts)')
    expect(error.data).toEqual({ suggested_cidr: '192.168.0.0/22' })
    expect(policy.check('192.168.0.0/22', { cidr: true })).toMatchObject({ addresses: 1024 })
  })

  it('suggests a prefix that fits a limit which is no power of two', () => {
    const error = caught(() => targetPolicy({ maxAddresses: 1000 }).check('10.0.0.0/8', { cidr: true }))
    expect(error.data).toEqual({ suggested_cidr: '10.0.0.0/23' })
  })

  it('names what is allowed in the suggestion', () => {
    expect(caught(() => policy.check('8.8.8.8')).suggestion).toContain('192.168.0.0/16')
    expect(caught(() => policy.check('8.8.8.8')).suggestion).toContain('*.lab.internal')
    expect(caught(() => policy.check('8.8.8.8')).message).toBe(
      'Target "8.8.8.8" is not in an allowed network: it is a public address',
    )
    expect(caught(() => policy.check('0.0.0.0')).message).toMatch(/: it is an unspecified address$/)
  })

  it('does not repeat an endless target in its message', () => {
    expect(caught(() => policy.check(`x${'/'.repeat(250)}`)).message.length).toBeLessThan(200)
  })

  it('allows less when told so, and never more', () => {
    const narrow = targetPolicy({ allow: ['10.1.0.0/16'], labSuffixes: [] })
    expect(narrow.check('10.1.2.3')).toMatchObject({ value: '10.1.2.3' })
    expect(() => narrow.check('10.2.0.1')).toThrow(TargetError)
    expect(() => narrow.check('web.lab.internal')).toThrow(TargetError)
    for (const network of ['0.0.0.0/0', '8.8.8.0/24', '169.254.0.0/16', '10.0.0.0/7', 'nonsense'])
      expect(() => targetPolicy({ allow: [network] })).toThrow(TypeError)
  })

  it('takes other suffixes, and single names', () => {
    const lab = targetPolicy({ labSuffixes: ['.Test', 'localhost'] })
    expect(lab.check('a.b.test')).toMatchObject({ kind: 'name' })
    expect(lab.check('LOCALHOST')).toMatchObject({ value: 'localhost' })
    expect(() => lab.check('x.localhost')).toThrow(TargetError)
    expect(() => targetPolicy({ labSuffixes: ['*.test'] })).toThrow(TypeError)
    expect(() => targetPolicy({ labSuffixes: ['.'] })).toThrow(TypeError)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %d as the number of addresses', maxAddresses => {
    expect(() => targetPolicy({ maxAddresses })).toThrow(TypeError)
  })

  it('cannot be widened after it was made', () => {
    const allow = ['10.0.0.0/8']
    const made = targetPolicy({ allow })
    allow.push('192.168.0.0/16')
    expect(() => (made.labSuffixes as string[]).push('.com')).toThrow(TypeError)
    expect(() => made.check('192.168.0.1')).toThrow(TargetError)
  })

  const HEAVY = { timeout: 20_000 }

  it(
    'answers any string with a target or a TargetError, and what it allows it allows again unchanged',
    HEAVY,
    () => {
      const parts = fc.constantFrom(
        '10',
        '.',
        '0x',
        ':',
        '/',
        '24',
        '::',
        'ffff',
        'lab.internal',
        '%',
        ' ',
        '-',
        '8',
        '255',
      )
      const hostile = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(parts, { maxLength: 12 }).map(p => p.join('')),
        fc.ipV4Extended(),
        fc.ipV6(),
      )
      fc.assert(
        fc.property(hostile, target => {
          if (ruleOf(target) !== 'allowed') return
          const { value } = policy.check(target, { cidr: true })
          expect(policy.check(value, { cidr: true }).value).toBe(value)
          expect(value).toMatch(/^[a-z0-9:][a-z0-9.:/-]*$/)
        }),
        { numRuns: 1000 },
      )
    },
  )

  it('judges every IPv4 address as RFC 1918 and loopback say', () => {
    fc.assert(
      fc.property(fc.tuple(...[0, 1, 2, 3].map(() => fc.nat(255))), ([a = 0, b = 0, c = 0, d = 0]) => {
        const inside = a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
        expect(ruleOf(`${a}.${b}.${c}.${d}`)).toBe(inside ? 'allowed' : 'not-allowed')
      }),
    )
  })

  it('judges resolved addresses alone', () => {
    const at = (text: string) => {
      const address = parseAddress(text)
      return address !== undefined && policy.allows(address)
    }
    expect([at('10.0.0.1'), at('8.8.8.8'), at('::ffff:169.254.169.254'), at('fe80::1%eth0')]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

const caught = (run: () => unknown): TargetError => {
  try {
    run()
  } catch (error) {
    if (error instanceof TargetError) return error
  }
  throw new Error('expected a TargetError')
}
