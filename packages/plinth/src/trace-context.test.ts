import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTraceParent, readBaggage, readTraceParent } from './trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const GIVEN = `00-${TRACE}-${SPAN}-01`

describe('the trace of a caller', () => {
  it('is read with its state', () => {
    expect(readTraceParent({ traceparent: GIVEN, tracestate: 'a=1,b=2' })).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      traceFlags: 1,
      state: 'a=1,b=2',
    })
  })

  it.each([
    ['nothing', undefined],
    ['no text', 7],
    ['several', [GIVEN, GIVEN]],
    ['upper case', GIVEN.toUpperCase()],
    ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['the version that is none', `ff-${TRACE}-${SPAN}-01`],
    ['more than its version has', `${GIVEN}-more`],
    ['a part of it', GIVEN.slice(0, -1)],
  ])('counts as absent where it is %s', (_, traceparent) => {
    expect(readTraceParent({ traceparent })).toBeUndefined()
  })

  it('may be of a later version, with more than is known', () => {
    expect(readTraceParent({ traceparent: `01-${TRACE}-${SPAN}-03-more` })).toMatchObject({ traceFlags: 3 })
  })

  it('has no state that is too long', () => {
    expect(readTraceParent({ traceparent: GIVEN, tracestate: 'a'.repeat(513) })).not.toHaveProperty('state')
  })

  it('is what it was when it is passed on', () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'123456789abcdef'), minLength: length, maxLength: length })
    fc.assert(
      fc.property(hex(32), hex(16), fc.nat(255), (traceId, spanId, traceFlags) => {
        const parent = { traceId, spanId, traceFlags }
        expect(readTraceParent({ traceparent: formatTraceParent(parent) })).toEqual(parent)
      }),
    )
  })

  it('never fails, whatever was sent', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (traceparent, baggage) => {
        readTraceParent({ traceparent, tracestate: baggage })
        readBaggage({ baggage })
      }),
    )
  })
})

describe('the baggage of a caller', () => {
  it('is read without properties', () => {
    expect(readBaggage({ baggage: 'user=alice;secret, node = DF%2028 ,broken,=x,bad=%E0%A4%A' })).toEqual({
      user: 'alice',
      node: 'DF 28',
    })
  })

  it('is bounded', () => {
    const many = Array.from({ length: 100 }, (_, index) => `k${index}=v`).join(',')
    expect(Object.keys(readBaggage({ baggage: many }))).toHaveLength(64)
    expect(readBaggage({ baggage: `a=${'x'.repeat(8_192)}` })).toEqual({})
    expect(readBaggage(undefined)).toEqual({})
  })
})
