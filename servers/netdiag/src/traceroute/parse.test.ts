import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTraceroute, route } from './parse.ts'

const HEADER = 'traceroute to 10.0.3.2 (10.0.3.2), 30 hops max, 60 byte packets\n'

const hopOf = (line: string) => parseTraceroute(`${HEADER}${line}\n`).hops[0]

describe('parseTraceroute', () => {
  it('reads a path to its end', () => {
    const text = `${HEADER} 1  gate.lab.internal (10.0.1.1)  0.219 ms  0.002 ms  0.1 ms
 2  * * *
 3  10.0.3.2 (10.0.3.2)  1.5 ms *  2 ms
`
    expect(parseTraceroute(text)).toEqual({
      destination: '10.0.3.2',
      completed: true,
      hops: [
        {
          hop: 1,
          address: '10.0.1.1',
          host: 'gate.lab.internal',
          latenciesMs: [0.219, 0.002, 0.1],
          annotations: [],
          others: [],
        },
        { hop: 2, address: null, latenciesMs: [null, null, null], annotations: [], others: [] },
        { hop: 3, address: '10.0.3.2', latenciesMs: [1.5, null, 2], annotations: [], others: [] },
      ],
    })
  })

  it('lists every router of a balanced hop', () => {
    expect(hopOf(' 4  a (10.0.0.1)  1.2 ms b (10.0.0.2)  1.4 ms a (10.0.0.1)  1.3 ms')).toEqual({
      hop: 4,
      address: '10.0.0.1',
      host: 'a',
      latenciesMs: [1.2, 1.4, 1.3],
      annotations: [],
      others: [{ address: '10.0.0.2', host: 'b' }],
    })
    expect(hopOf('12  10.0.0.1  1.2 ms 10.0.0.2  1.4 ms *')).toMatchObject({
      address: '10.0.0.1',
      others: [{ address: '10.0.0.2' }],
      latenciesMs: [1.2, 1.4, null],
    })
  })

  it.each(['!H', '!N', '!X', '!P', '!F-1400', '!13'])('reads the annotation %s', annotation => {
    expect(hopOf(` 1  10.0.0.9  3051.2 ms ${annotation}  3051.1 ms ${annotation} *`)).toMatchObject({
      address: '10.0.0.9',
      annotations: [annotation],
      latenciesMs: [3051.2, 3051.1, null],
    })
  })

  it('reads IPv6', () => {
    const text =
      'traceroute to fd00::9 (fd00::9), 30 hops max, 80 byte packets\n 1  fd00::1  0.4 ms\n 2  fd00::9 (fd00::9)  1 ms\n'
    expect(parseTraceroute(text)).toMatchObject({
      completed: true,
      hops: [{ address: 'fd00::1' }, { address: 'fd00::9' }],
    })
  })

  it.each([
    ['a router that says the host is unreachable', ' 1  10.0.1.1  0.1 ms !H'],
    ['silence', ' 1  10.0.1.1  0.1 ms\n 2  * * *'],
    ['no line at all', ''],
  ])('is not completed by %s', (_, lines) => {
    expect(parseTraceroute(`${HEADER}${lines}\n`).completed).toBe(false)
  })

  it('reads a line that was cut off', () => {
    expect(hopOf(' 1  gate (10.0.1.1)  0.219 ms  0.0')).toMatchObject({
      address: '10.0.1.1',
      latenciesMs: [0.219],
    })
    expect(parseTraceroute(`${HEADER} 1`).hops).toEqual([])
  })

  it('answers any text with a valid route', () => {
    const piece = fc.constantFrom(
      '1',
      '*',
      'ms',
      '0.5',
      '!H',
      '(10.0.0.1)',
      '10.0.0.1',
      '\n',
      '()',
      ' ',
      '-',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        expect(route.safeParse(parseTraceroute(pieces.join(' '))).success).toBe(true)
      }),
    )
  })
})
