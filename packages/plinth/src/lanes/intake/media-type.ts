import { trimBlanks } from './header-value.ts'

interface MediaRange {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const unquote = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value

const parseRange = (text: string): MediaRange => {
  const [type = '', ...rest] = text.split(';')
  const parameters = rest.map(each => {
    const [name = '', ...value] = each.split('=')
    return [trimBlanks(name).toLowerCase(), unquote(trimBlanks(value.join('=')))] as const
  })
  return { type: trimBlanks(type).toLowerCase(), parameters: new Map(parameters) }
}

/** Whether a `Content-Type` is JSON in UTF-8, which is the only encoding that JSON is exchanged in (RFC 8259, 8.1). */
export const isJson = (contentType: string | undefined): boolean => {
  if (contentType === 'application/json') return true
  if (contentType === undefined) return false
  const { type, parameters } = parseRange(contentType)
  const charset = parameters.get('charset')?.toLowerCase()
  return type === 'application/json' && (charset === undefined || /^(?:utf-?8|us-ascii)$/.test(charset))
}

/** Whether a body comes as it is, without compression. */
export const isIdentity = (contentEncoding: string | undefined): boolean =>
  contentEncoding === undefined || /^[\t ]*(?:identity)?[\t ]*$/i.test(contentEncoding)

/** The forms of an answer that a client takes. */
export interface AcceptedForms {
  readonly json: boolean
  readonly eventStream: boolean
}

const weightOf = (ranges: readonly MediaRange[], type: string): number => {
  const group = `${type.slice(0, type.indexOf('/'))}/*`
  // The most specific range that fits decides (RFC 9110, 12.5.1).
  for (const candidate of [type, group, '*/*']) {
    const range = ranges.find(each => each.type === candidate)
    if (range === undefined) continue
    const weight = Number(range.parameters.get('q') ?? 1)
    return Number.isNaN(weight) ? 1 : weight
  }
  return 0
}

const both: AcceptedForms = { json: true, eventStream: true }

/**
 * What an `Accept` allows. Clients must list both forms; one that sends no `Accept`, or a wildcard, takes both by the
 * rules of HTTP.
 *
 * @example
 * acceptedForms('application/json') // { json: true, eventStream: false }
 */
export const acceptedForms = (accept: string | undefined): AcceptedForms => {
  if (accept === undefined || trimBlanks(accept) === '' || accept === '*/*') return both
  if (accept === 'application/json, text/event-stream') return both
  const ranges = accept.split(',').map(parseRange)
  return {
    json: weightOf(ranges, 'application/json') > 0,
    eventStream: weightOf(ranges, 'text/event-stream') > 0,
  }
}
