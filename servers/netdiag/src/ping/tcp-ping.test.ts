import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Dial, DialError } from '../tcp/dial.ts'
import { type TcpPingOptions, tcpPing } from './tcp-ping.ts'

const { signal } = new AbortController()
const waits: number[] = []
const base: TcpPingOptions = {
  count: 3,
  intervalMs: 1000,
  timeoutMs: 100,
  signal,
  wait: async ms => {
    waits.push(ms)
  },
}

describe('tcpPing', () => {
  it('takes a refusal for an answer, and stays with the port that answered', async () => {
    const dialled: number[] = []
    const dial: Dial = async (_, port) => {
      dialled.push(port)
      throw new DialError(port === 22 ? 'closed' : 'filtered', 'ECODE', 5)
    }
    expect(await tcpPing('10.0.0.1', { ...base, dial })).toEqual({
      sent: 3,
      received: 3,
      latenciesMs: [5, 5, 5],
      port: 22,
    })
    expect(dialled).toEqual([443, 80, 22, 53, 22, 22])
    expect(waits).toHaveLength(2)
    expect(waits.every(ms => ms > 900 && ms <= 1000)).toBe(true)
  })

  it('counts what is lost, and tries every likely port again', async () => {
    let calls = 0
    const dial: Dial = async () => {
      calls += 1
      throw new DialError('filtered', 'ETIMEDOUT', 100)
    }
    expect(await tcpPing('10.0.0.1', { ...base, dial })).toEqual({ sent: 3, received: 0, latenciesMs: [] })
    expect(calls).toBe(12)
  })

  it('uses the port that it is given, and closes its connections', async () => {
    const sockets: Socket[] = []
    const dial: Dial = async (_, port) => {
      expect(port).toBe(8080)
      const socket = new Socket()
      sockets.push(socket)
      return { socket, elapsedMs: 1 }
    }
    expect(await tcpPing('10.0.0.1', { ...base, port: 8080, dial })).toMatchObject({
      received: 3,
      port: 8080,
    })
    expect(sockets.every(socket => socket.destroyed)).toBe(true)
  })
})
