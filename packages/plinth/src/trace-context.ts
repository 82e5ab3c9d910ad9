/** Where a trace comes from, by W3C Trace Context. */
export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
  /** The `tracestate` that came along, as it was. */
  readonly state?: string
}

type Carrier = Readonly<Record<string, unknown>> | undefined

const PARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const MAX_STATE = 512
const MAX_BAGGAGE = 8_192
const MAX_ENTRIES = 64

const textIn = (carrier: Carrier, name: string): string | undefined => {
  const value = carrier !== undefined && Object.hasOwn(carrier, name) ? carrier[name] : undefined
  return typeof value === 'string' ? value.trim() : undefined
}

/**
 * Reads the trace that a caller is in, from `_meta` or from header fields in lower case. What is malformed counts as
 * absent (W3C Trace Context, "traceparent Header").
 */
export const readTraceParent = (carrier: Carrier): TraceParent | undefined => {
  const given = textIn(carrier, 'traceparent')
  const [, version, traceId = '', spanId = '', flags = '', rest] =
    (given ?? '').slice(0, 256).match(PARENT) ?? []
  if (version === undefined || (version === '00' && rest !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  const state = textIn(carrier, 'tracestate')
  const keeps = state !== undefined && state !== '' && state.length <= MAX_STATE
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), ...(keeps ? { state } : {}) }
}

/** A trace in the form in which it is passed on. */
export const formatTraceParent = ({ traceId, spanId, traceFlags }: TraceParent): string =>
  `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, '0')}`

/** `traceparent` and, where there is one, `tracestate`: header fields for what is sent within a trace. */
export type TraceHeaders = Readonly<Record<string, string>>

export const traceHeaders = (parent: TraceParent): TraceHeaders => ({
  traceparent: formatTraceParent(parent),
  ...(parent.state === undefined ? {} : { tracestate: parent.state }),
})

/** The trace that the first of these names which names one; empty where none does. */
export const traceHeadersIn = (...carriers: readonly Carrier[]): TraceHeaders => {
  for (const carrier of carriers) {
    const parent = readTraceParent(carrier)
    if (parent) return traceHeaders(parent)
  }
  return {}
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The entries of a caller's `baggage` (W3C Baggage), without their properties. */
export const readBaggage = (carrier: Carrier): Readonly<Record<string, string>> => {
  const given = textIn(carrier, 'baggage') ?? ''
  if (given.length > MAX_BAGGAGE) return {}
  const entries = given.split(',', MAX_ENTRIES).flatMap((entry): [string, string][] => {
    const [pair = ''] = entry.split(';', 1)
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(0, at)).trim()
    const value = decoded(pair.slice(at + 1).trim())
    return name === '' || value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}
