import { describe, expect, it } from 'vitest'
import { progressReader } from './progress.ts'

const line = (task: string, percent: string, remaining = 6) =>
  `<taskprogress task="${task}" time="1795201515" percent="${percent}" remaining="${remaining}" etc="1795201521"/>`

describe('progressReader', () => {
  it('reports phases one after another, and never less than before', () => {
    const seen: [number, string][] = []
    const onLine = progressReader((done, message) => seen.push([done, message]))
    for (const text of [
      '<nmaprun scanner="nmap">',
      line('SYN Stealth Scan', '25.40', 30),
      line('SYN Stealth Scan', '90.00', 3),
      line('Service scan', '10.00'),
      line('Service scan', '50.00'),
      line('SYN Stealth Scan', '5.00'),
      line('SYN Stealth Scan', '50.00'),
      line('SYN Stealth Scan', '2.00'),
      '<host><status state="up"/>',
    ])
      onLine(text)
    expect(seen.map(([done]) => done)).toEqual([25, 90, 110, 150, 205, 250, 302])
    expect(seen[0]?.[1]).toBe('SYN Stealth Scan: 25 %, about 30 s left')
  })

  it('ignores everything else', () => {
    const onLine = progressReader(() => expect.unreachable())
    for (const text of [
      '',
      '<taskprogress',
      '<taskprogress task="x" percent="abc" remaining="1"/>',
      'x'.repeat(9000),
    ])
      onLine(text)
  })
})
