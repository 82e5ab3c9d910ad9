import { describe, expect, it } from 'vitest'
import { progressReader } from './progress.ts'

const line = (task: string, percent: string, remaining = 6) =>
  `<taskprogress task="${task}" time="1795201515" percent="${percent}" remaining="${remaining}" etc="1795201521"/>`

describe('progressReader', () => {
  it('gives each phase half of what is left, and never less than before', () => {
    const lines = [
      line('SYN Stealth Scan', '25.40', 30),
      line('SYN Stealth Scan', '90.00', 3),
      line('Service scan', '10.00'),
      line('Service scan', '50.00'),
      line('SYN Stealth Scan', '5.00'),
      line('SYN Stealth Scan', '50.00'),
      line('SYN Stealth Scan', '2.00'),
    ]
    const seen = lines.map(progressReader())
    expect(seen.map(progress => progress?.done)).toEqual([12.5, 45, 52.5, 62.5, 75.62, 81.25, 87.62])
    expect(seen[0]?.message).toBe('SYN Stealth Scan: 25 %, about 30 s left of this phase')
    expect(seen.every(progress => progress?.total === 100)).toBe(true)
  })

  it('says which machines were found until then', () => {
    const read = progressReader()
    expect(read(line('ARP Ping Scan', '50.00'))?.message).not.toMatch(/up/)
    read('<hosthint><status state="up" reason="arp-response" reason_ttl="0"/>')
    read('<address addr="10.0.0.7" addrtype="ipv4"/>')
    expect(read(line('SYN Stealth Scan', '10.00', 3))?.message).toBe(
      'SYN Stealth Scan: 10 %, about 3 s left of this phase; 1 host up (10.0.0.7)',
    )
  })

  it('never exceeds the whole, however many phases there are', () => {
    const read = progressReader()
    const done = Array.from({ length: 300 }, (_, n) =>
      read(line(`phase ${n >> 1}`, n % 2 === 0 ? '0.00' : '100.00')),
    )
    const numbers = done.map(progress => progress?.done ?? Number.NaN)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(Math.max(...numbers)).toBeLessThanOrEqual(100)
  })

  it('reads a phase that has only begun, for which nmap tells no time', () => {
    expect(progressReader()('<taskprogress task="Service scan" time="1795201515" percent="0.00"/>')).toEqual({
      done: 0,
      total: 100,
      message: 'Service scan: 0 %',
    })
  })

  it.each([
    '',
    '<taskprogress',
    '<nmaprun scanner="nmap">',
    '<taskprogress task="x" percent="abc" remaining="1"/>',
    'x'.repeat(9000),
  ])('finds nothing in %j', text => {
    expect(progressReader()(text)).toBeUndefined()
  })
})
