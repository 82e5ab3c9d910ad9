import { wireErrors } from './errors.ts'
import { type Checked, type IntakeError, intakeError, passed, refused, type Subject } from './intake-error.ts'
import type { IntakeLimits } from './limits.ts'
import { isObject, type JsonObject, own, type RequestId, type SingleMessage } from './message.ts'
import { metaProblem, tokenProblem } from './meta.ts'

type ShapeLimits = Pick<IntakeLimits, 'maxBatch' | 'maxIdLength'>

/** What one body or line holds. Of a batch the messages that are fit and the errors of those that are not. */
export type Inbound =
  | SingleMessage
  | {
      readonly kind: 'batch'
      readonly messages: readonly SingleMessage[]
      readonly errors: readonly IntakeError[]
    }

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

const invalid = (message: string, subject: Subject = 'unknown', id?: RequestId) =>
  refused(intakeError(wireErrors.invalidRequest, message, { subject, ...(id === undefined ? {} : { id }) }))

const subjectOf = (value: JsonObject): Subject => {
  if (Object.hasOwn(value, 'method')) return Object.hasOwn(value, 'id') ? 'request' : 'notification'
  return Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error') ? 'response' : 'unknown'
}

const isId = (value: unknown, limits: ShapeLimits): value is RequestId =>
  tokenProblem(value, limits) === undefined

const shapeCall = (
  value: JsonObject,
  id: RequestId | undefined,
  limits: ShapeLimits,
): Checked<SingleMessage> => {
  const subject = id === undefined ? 'notification' : 'request'
  const method = own(value, 'method')
  if (Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error')) {
    return invalid('A message has a method or a result or an error, never two of them', subject, id)
  }
  if (typeof method !== 'string')
    return invalid(`method must be a string, not ${kindOf(method)}`, subject, id)
  if (!Object.hasOwn(value, 'params')) {
    return passed(
      id === undefined
        ? { kind: 'notification', message: { jsonrpc: '2.0', method } }
        : { kind: 'request', message: { jsonrpc: '2.0', id, method } },
    )
  }
  const params = own(value, 'params')
  if (!isObject(params)) {
    return invalid(`params must be an object with named members, not ${kindOf(params)}`, subject, id)
  }
  const problem = metaProblem(params, limits)
  if (problem !== undefined) {
    const details = { subject, ...(id === undefined ? {} : { id }) } as const
    return refused(intakeError(wireErrors.invalidParams, `params.${problem}`, details))
  }
  return passed(
    id === undefined
      ? { kind: 'notification', message: { jsonrpc: '2.0', method, params } }
      : { kind: 'request', message: { jsonrpc: '2.0', id, method, params } },
  )
}

const shapeErrorMember = (error: unknown, id: RequestId | undefined): Checked<SingleMessage> => {
  if (!isObject(error)) return invalid(`error must be an object, not ${kindOf(error)}`, 'response')
  const code = own(error, 'code')
  const message = own(error, 'message')
  if (typeof code !== 'number' || !Number.isSafeInteger(code)) {
    return invalid('error.code must be an integer', 'response')
  }
  if (typeof message !== 'string') return invalid('error.message must be a string', 'response')
  const data = Object.hasOwn(error, 'data') ? { data: error.data } : {}
  return passed({
    kind: 'response',
    message: { jsonrpc: '2.0', ...(id === undefined ? {} : { id }), error: { code, message, ...data } },
  })
}

const shapeResponse = (
  value: JsonObject,
  id: RequestId | undefined,
  limits: ShapeLimits,
): Checked<SingleMessage> => {
  if (Object.hasOwn(value, 'error')) {
    return Object.hasOwn(value, 'result')
      ? invalid('A response has a result or an error, not both', 'response')
      : shapeErrorMember(own(value, 'error'), id)
  }
  const result = own(value, 'result')
  if (id === undefined) return invalid('A response with a result must have the id of its request', 'response')
  if (!isObject(result)) return invalid(`result must be an object, not ${kindOf(result)}`, 'response')
  const problem = metaProblem(result, limits)
  if (problem !== undefined) return invalid(`result.${problem}`, 'response')
  return passed({ kind: 'response', message: { jsonrpc: '2.0', id, result } })
}

const shapeSingle = (value: unknown, limits: ShapeLimits): Checked<SingleMessage> => {
  if (!isObject(value)) return invalid(`A message must be a JSON object, not ${kindOf(value)}`)
  const subject = subjectOf(value)
  const given = own(value, 'id')
  // The peer answers with a null id when it could not read ours (JSON-RPC 2.0, "Response object").
  const unread = subject === 'response' && given === null
  const id = isId(given, limits) ? given : undefined
  if (Object.hasOwn(value, 'id') && id === undefined && !unread) {
    return invalid(`id ${tokenProblem(given, limits)}`, subject)
  }
  // An answer carries the id of a request; the id of a response is one that we gave out.
  const echo = subject === 'response' ? undefined : id
  if (own(value, 'jsonrpc') !== '2.0') return invalid('jsonrpc must be "2.0"', subject, echo)
  if (subject === 'response') return shapeResponse(value, id, limits)
  if (subject === 'unknown') {
    return invalid(
      'A message must have a method (request, notification), a result or an error',
      subject,
      echo,
    )
  }
  return shapeCall(value, id, limits)
}

const shapeBatch = (values: readonly unknown[], limits: ShapeLimits): Checked<Inbound> => {
  if (values.length === 0) return invalid('A batch must have at least one message')
  if (values.length > limits.maxBatch) {
    return invalid(
      `A batch has at most ${limits.maxBatch} messages, this one has ${values.length}: send several`,
    )
  }
  const shaped = values.map(value => shapeSingle(value, limits))
  return passed({
    kind: 'batch',
    messages: shaped.flatMap(each => (each.ok ? [each.value] : [])),
    errors: shaped.flatMap(each => (each.ok ? [] : [each.error])),
  })
}

/**
 * Finds out what kind of JSON-RPC message a value is, and refuses what is none (2026-07-28, basic, "Messages"). An
 * array is a batch; whether the revision has batches is for `classify` to say.
 *
 * @returns the message, rebuilt from the members that its kind has; or `-32600`, and `-32602` for a wrong `_meta`
 * @example
 * shapeMessage({ jsonrpc: '2.0', id: 1, method: 'ping' }, { maxBatch: 10, maxIdLength: 100 })
 * // { ok: true, value: { kind: 'request', message: { jsonrpc: '2.0', id: 1, method: 'ping' } } }
 */
export const shapeMessage = (value: unknown, limits: ShapeLimits): Checked<Inbound> =>
  Array.isArray(value) ? shapeBatch(value, limits) : shapeSingle(value, limits)
