import type { Classified } from './classified.ts'
import { wireErrors } from './errors.ts'
import { type IntakeError, intakeError, quote } from './intake-error.ts'
import { isObject, type JsonObject, own } from './message.ts'

/** What is wrong with a member of the parameters; undefined when nothing is. */
type Check = (params: JsonObject) => string | undefined

const text =
  (name: string): Check =>
  params =>
    typeof own(params, name) === 'string' ? undefined : `"${name}" must be a string`

const optional =
  (name: string, check: Check): Check =>
  params =>
    Object.hasOwn(params, name) ? check(params) : undefined

const object =
  (name: string): Check =>
  params =>
    isObject(own(params, name)) ? undefined : `"${name}" must be an object`

/** The members of an object, all of which have to be strings: all that a prompt's arguments may be. */
const texts =
  (name: string): Check =>
  params => {
    const value = own(params, name)
    if (!isObject(value)) return `"${name}" must be an object`
    const wrong = Object.keys(value).find(key => typeof value[key] !== 'string')
    return wrong === undefined ? undefined : `${quote(`${name}.${wrong}`)} must be a string`
  }

const reference: Check = params => {
  const ref = own(params, 'ref')
  if (!isObject(ref)) return '"ref" must be an object'
  const type = own(ref, 'type')
  if (type === 'ref/prompt') return text('name')(ref) && '"ref.name" must be a string'
  if (type === 'ref/resource') return text('uri')(ref) && '"ref.uri" must be a string'
  return '"ref.type" must be "ref/prompt" or "ref/resource"'
}

const argument: Check = params => {
  const value = own(params, 'argument')
  if (!isObject(value)) return '"argument" must be an object'
  if (text('name')(value) ?? text('value')(value))
    return '"argument" must have "name" and "value", both strings'
  return undefined
}

const page = [optional('cursor', text('cursor'))]

const CHECKS: ReadonlyMap<string, readonly Check[]> = new Map([
  ['tools/call', [text('name'), optional('arguments', object('arguments'))]],
  ['prompts/get', [text('name'), optional('arguments', texts('arguments'))]],
  ['resources/read', [text('uri')]],
  ['completion/complete', [reference, argument]],
  ['tools/list', page],
  ['prompts/list', page],
  ['resources/list', page],
  ['resources/templates/list', page],
])

/** Methods that 2026-07-28 has no more: there they are unknown, whatever their parameters. */
const LEGACY_CHECKS: ReadonlyMap<string, readonly Check[]> = new Map([
  ['resources/subscribe', [text('uri')]],
  ['resources/unsubscribe', [text('uri')]],
])

const NONE: JsonObject = {}

/**
 * Checks the parameters of a request as far as its method decides them; what a tool wants of its arguments is the
 * tool's business.
 *
 * @returns `-32602` that names the member; undefined when the lane may have the message
 */
export const paramsError = ({ era, inbound }: Classified): IntakeError | undefined => {
  if (inbound.kind !== 'request') return undefined
  const { method, params = NONE, id } = inbound.message
  const checks = CHECKS.get(method) ?? (era === 'legacy' ? LEGACY_CHECKS.get(method) : undefined)
  for (const check of checks ?? []) {
    const problem = check(params)
    if (problem !== undefined)
      return intakeError(wireErrors.invalidParams, `Invalid params of ${method}: ${problem}`, {
        id,
        subject: 'request',
        // The request itself is in order: its answer is one like any other.
        status: 200,
      })
  }
  return undefined
}
