import type { Content } from './content.ts'
import type { Context, Needs } from './context.ts'
import type { Completer } from './resource.ts'
import { type CompiledSchema, compileObjectSchema, noInput, type Schema } from './schema.ts'
import { checkSendable } from './sendable.ts'
import { type Arguments, type ComponentOptions, checkName } from './tool.ts'

/** What a prompt is told at its declaration. */
export interface PromptOptions<A extends Schema | undefined, Ctx = Context> extends ComponentOptions {
  /** The arguments: an object of strings, since that is all that clients send. Default: none. */
  readonly args?: A
  /** Proposes values for an argument while a person types. */
  readonly complete?: Readonly<Record<string, Completer<Ctx>>>
}

/** One message of a rendered prompt. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant'
  readonly content: string | Content
}

/** What rendering a prompt gives: one text of the user, or messages. */
export type PromptReturn = string | readonly PromptMessage[]

/** What renders a prompt, with its checked arguments. */
export type PromptHandler<A extends Schema | undefined, Ctx> = (
  args: Arguments<A>,
  ctx: Ctx,
) => PromptReturn | Promise<PromptReturn>

/** A prompt as a value: declared and compiled, not yet served by anything. */
export interface PromptDefinition<Ctx = never> extends Needs<Ctx> {
  readonly kind: 'prompt'
  readonly name: string
  readonly options: PromptOptions<Schema | undefined, never>
  readonly args: CompiledSchema
  readonly handler: (args: never, ctx: never) => unknown
}

/**
 * Declares a prompt without a server: `server.add()` serves it.
 *
 * @throws TypeError when the name or the schema cannot be published, or a completer names no argument
 * @example
 * export const review = prompt(
 *   'review',
 *   { description: 'Reviews a change', args: z.object({ diff: z.string() }) },
 *   ({ diff }) => `Review this change:\n${diff}`,
 * )
 */
export const prompt = <Ctx = Context, A extends Schema | undefined = undefined>(
  name: string,
  options: PromptOptions<A, NoInfer<Ctx>>,
  handler: PromptHandler<A, Ctx>,
): PromptDefinition<Ctx> => {
  checkName('prompt', name)
  checkSendable(options.meta, `the meta of prompt "${name}"`)
  if (typeof handler !== 'function')
    throw new TypeError(`prompt "${name}" has no handler: give a function as third argument`)
  const args = options.args ? compileObjectSchema(options.args, `the arguments of prompt "${name}"`) : noInput
  const { properties } = args.json
  if (typeof properties !== 'object' || properties === null)
    throw new TypeError(`the arguments of prompt "${name}" must be one plain object: clients list its fields`)
  const known = Object.keys(properties)
  for (const completed of Object.keys(options.complete ?? {}))
    if (!known.includes(completed))
      throw new TypeError(`prompt "${name}" completes "${completed}", which is not one of its arguments`)
  return Object.freeze({
    kind: 'prompt',
    name,
    options,
    args,
    handler: handler as PromptDefinition['handler'],
  })
}
