import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Entry } from '../catalogue/entry.ts'
import type { CallContext } from '../context/call.ts'
import { type Outcome, type Refusal, refuse } from '../define/outcome.ts'

type Run = (value: string, given: unknown, ctx: CallContext) => readonly string[] | Promise<readonly string[]>

const MAX_VALUES = 100
const MAX_QUOTED = 200

type Params = Readonly<Record<string, unknown>>

export const fieldsOf = (value: unknown): Params =>
  typeof value === 'object' && value !== null ? (value as Params) : {}

const quote = (text: string): string =>
  JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text)

/** Why nothing can be completed for a reference that leads nowhere. */
export const unknownReference = (params: Params): Refusal => {
  const { type, name, uri } = fieldsOf(params.ref)
  const there = (what: string, list: string): Refusal => ({
    reason: 'invalid_params',
    message: `There is no ${what} here: list the ${list} to see which there are`,
  })
  if (type === 'ref/prompt' && typeof name === 'string') return there(`prompt ${quote(name)}`, 'prompts')
  if (type === 'ref/resource' && typeof uri === 'string')
    return there(`resource template ${quote(uri)}`, 'resource templates')
  return {
    reason: 'invalid_params',
    message: 'Completion needs a "ref" to a prompt (with a name) or to a resource template (with a uri)',
  }
}

/** The prompt, template or resource whose argument is to be completed. */
export const completedEntry = (catalogue: Catalogue, params: Params): Entry | undefined => {
  const { type, name, uri } = fieldsOf(params.ref)
  const { prompts, templates, resources } = catalogue.current
  if (type === 'ref/prompt' && typeof name === 'string') return prompts.get(name)
  if (type === 'ref/resource' && typeof uri === 'string') return templates.get(uri) ?? resources.get(uri)
  return undefined
}

/** Proposes values for an argument of a prompt or a variable of a template (server/utilities/completion). */
export const complete = async ({ definition }: Entry, params: Params, ctx: CallContext): Promise<Outcome> => {
  const { name, value } = fieldsOf(params.argument)
  if (typeof name !== 'string' || typeof value !== 'string')
    return refuse({
      reason: 'invalid_params',
      message: 'Completion needs an "argument" with a name and a value, both strings',
    })
  const completers = ('complete' in definition.options && definition.options.complete) || {}
  const completer = Object.hasOwn(completers, name) ? (completers as Record<string, Run>)[name] : undefined
  const given = fieldsOf(fieldsOf(params.context).arguments)
  const values = completer ? await completer(value, given, ctx) : []
  return {
    kind: 'result',
    result: {
      completion: {
        values: values.slice(0, MAX_VALUES),
        total: values.length,
        hasMore: values.length > MAX_VALUES,
      },
    },
  }
}
