import { describe, expect, it } from 'vitest'
import { parsePing } from './parse.ts'

describe('parsePing', () => {
  it('reads the answers and the summary of iputils', () => {
    const text = `PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.018 ms
64 bytes from 127.0.0.1: icmp_seq=3 ttl=64 time=12 ms

--- 127.0.0.1 ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 204ms
rtt min/avg/max/mdev = 0.018/0.036/0.054/0.018 ms
`
    expect(parsePing(text)).toEqual({ sent: 3, received: 2, latenciesMs: [0.018, 12], problems: [] })
  })

  it('reads BusyBox', () => {
    const text = `64 bytes from ::1: seq=0 ttl=64 time=0.078 ms

--- ::1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 0.078/0.078/0.078 ms
`
    expect(parsePing(text)).toEqual({ sent: 1, received: 1, latenciesMs: [0.078], problems: [] })
  })

  it('says what stands in the way, each once', () => {
    const text = `From 10.0.0.9 icmp_seq=1 Destination Host Unreachable
From 10.0.0.9 icmp_seq=2 Destination Host Unreachable
From 10.0.0.1 icmp_seq=3 Time to live exceeded

--- 10.0.0.7 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2040ms
`
    expect(parsePing(text)).toEqual({
      sent: 3,
      received: 0,
      latenciesMs: [],
      problems: ['Destination Host Unreachable', 'Time to live exceeded'],
    })
  })

  it('counts the answers of a run that was stopped', () => {
    expect(parsePing('64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time<1 ms\n64 by')).toMatchObject({
      sent: 1,
      received: 1,
    })
    expect(parsePing('')).toEqual({ sent: 0, received: 0, latenciesMs: [], problems: [] })
  })
})
