import { describe, expect, it } from 'vitest'
import { progressReader } from './progress.ts'

const line = (task: string, percent: string, remaining = 6) =>
  `<taskprogress task="${task}" time="1795201515" percent="${percent}" remaining="${remaining}" etc="1795201521"/>`

describe('progressReader', () => {
  it('counts phases one after another, and never less than before', () => {
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
    expect(seen.map(progress => progress?.done)).toEqual([25, 90, 110, 150, 205, 250, 302])
    expect(seen[0]?.message).toBe('SYN Stealth Scan: 25 %, about 30 s left')
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
