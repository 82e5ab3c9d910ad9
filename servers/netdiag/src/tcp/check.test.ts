import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { tcpCheck, tcpReport } from './check.ts'
import { type Dial, DialError, type Refusal } from './dial.ts'

const { signal } = new AbortController()

const answering =
  (refusals: Readonly<Record<number, Refusal>>): Dial =>
  async (_address, port) => {
    const refusal = refusals[port]
    if (refusal !== undefined) throw new DialError(refusal, 'ECODE', 1.23456)
    return { socket: new Socket(), elapsedMs: 2.0004 }
  }

describe('tcpCheck', () => {
  it('tells open, closed, filtered and unreachable apart', async () => {
    const dial = answering({ 1: 'closed', 2: 'filtered', 3: 'unreachable', 4: 'failed' })
    const report = await tcpCheck({ address: '10.0.0.1', name: 'a.lab.internal' }, [1, 2, 3, 4, 5, 5], {
      timeoutMs: 100,
      banner: false,
      signal,
      dial,
    })
    expect(tcpReport.parse(report)).toEqual(report)
    expect(report).toEqual({
      address: '10.0.0.1',
      name: 'a.lab.internal',
      open: [5],
      ports: [
        { port: 1, state: 'closed', latencyMs: 1.235, code: 'ECODE' },
        { port: 2, state: 'filtered', latencyMs: 1.235, code: 'ECODE' },
        { port: 3, state: 'unreachable', latencyMs: 1.235, code: 'ECODE' },
        { port: 4, state: 'failed', latencyMs: 1.235, code: 'ECODE' },
        { port: 5, state: 'open', latencyMs: 2 },
      ],
    })
  })

  it('reports each port as it is done', async () => {
    const seen: number[] = []
    await tcpCheck({ address: '10.0.0.1' }, [1, 2, 3], {
      timeoutMs: 100,
      banner: false,
      signal,
      dial: answering({}),
      onPort: done => seen.push(done),
    })
    expect(seen).toEqual([1, 2, 3])
  })

  it('does not take a fault of its own for an answer', async () => {
    const dial: Dial = () => Promise.reject(new RangeError('bug'))
    await expect(
      tcpCheck({ address: '10.0.0.1' }, [1], { timeoutMs: 1, banner: false, signal, dial }),
    ).rejects.toThrow('bug')
  })
})
