import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import type { Completer } from '../define/resource.ts'

const MAX_VALUES = 100

interface CompleteParams {
  readonly ref?: { readonly type?: unknown; readonly name?: unknown; readonly uri?: unknown }
  readonly argument?: { readonly name?: unknown; readonly value?: unknown }
  readonly context?: { readonly arguments?: unknown }
}

const completersOf = (catalogue: Catalogue, ref: CompleteParams['ref']) => {
  if (ref?.type === 'ref/prompt') return catalogue.current.prompts.get(String(ref.name))?.definition.options
  if (ref?.type === 'ref/resource') {
    const uri = String(ref.uri)
    return (catalogue.current.templates.get(uri) ?? catalogue.current.resources.get(uri))?.definition.options
  }
  return undefined
}

/** Proposes values for an argument of a prompt or a variable of a template (server/utilities/completion). */
export const complete = async (catalogue: Catalogue, params: CompleteParams): Promise<Outcome> => {
  const options = completersOf(catalogue, params.ref)
  const name = params.argument?.name
  const value = params.argument?.value
  if (!options)
    return refuse({
      reason: 'invalid_params',
      message: 'Completion needs a "ref" to a prompt or a resource template of this server',
    })
  if (typeof name !== 'string' || typeof value !== 'string')
    return refuse({
      reason: 'invalid_params',
      message: 'Completion needs an "argument" with a name and a value, both strings',
    })
  const completers = 'complete' in options ? (options.complete as Readonly<Record<string, Completer>>) : {}
  const completer = Object.hasOwn(completers ?? {}, name) ? completers[name] : undefined
  const given = (params.context?.arguments ?? {}) as Readonly<Record<string, string>>
  const values = completer ? await completer(value, given) : []
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
