import { type CacheHint, checkCacheHint } from './cache-hint.ts'
import type { Content, ResourceContent } from './content.ts'
import type { Context, Needs } from './context.ts'
import { checkSendable } from './sendable.ts'
import type { ComponentOptions } from './tool.ts'
import { compileTemplate, type UriTemplate } from './uri-template.ts'
import type { Variables, VariableValues } from './variables.ts'

/** What a resource is told at its declaration. */
export interface ResourceOptions extends ComponentOptions {
  /** A short name. Default: the URI. */
  readonly name?: string
  readonly mimeType?: string
  /** The size in bytes, where it is known. */
  readonly size?: number
  readonly annotations?: Content['block']['annotations']
  /** How long clients may keep what was read. Default: not at all, and private. */
  readonly cache?: CacheHint
}

/**
 * What a completer knows of the request: who types, what the lifespan made, what middleware added, and a signal for when
 * nobody waits any more. It can ask nobody, and call nothing.
 *
 * @typeParam Ctx the context of the handler beside it
 */
export type CompletionContext<Ctx = Context> = Pick<
  Ctx,
  | Extract<keyof Ctx, 'signal' | 'deps' | 'meta' | 'trace' | 'principal' | 'correlationId' | 'log' | 'state'>
  | Exclude<keyof Ctx, keyof Context>
>

/** Proposes values for a variable or an argument, given what was typed so far and the values of the others. */
export type Completer<Ctx = Context> = (
  value: string,
  given: Readonly<Record<string, string>>,
  ctx: [Ctx] extends [never] ? never : CompletionContext<Ctx>,
) => readonly string[] | Promise<readonly string[]>

/** What a resource template is told at its declaration. */
export interface TemplateOptions<Name extends string = string, Ctx = Context> extends ResourceOptions {
  /** Proposes values for a variable while a person types. */
  readonly complete?: { readonly [name in Name]?: Completer<Ctx> }
  /**
   * Variables whose values may hold `..` segments, absolute paths and NUL. Default: none may, because such values
   * are how a template is made to read what it was not meant for.
   */
  readonly allowTraversal?: readonly Name[]
}

/** What reading a resource gives: text, bytes, a value as JSON, or contents made by hand. */
export type ResourceReturn = string | Uint8Array | object | readonly ResourceContent[]

/** What reads a resource. */
export type ResourceHandler<Ctx> = (ctx: Ctx) => ResourceReturn | Promise<ResourceReturn>

/** What reads a resource of a template, with the variables of its URI. */
export type TemplateHandler<Uri extends string, Ctx> = (
  variables: VariableValues<Uri>,
  ctx: Ctx,
) => ResourceReturn | Promise<ResourceReturn>

/** A resource as a value: declared, not yet served by anything. */
export interface ResourceDefinition<Ctx = never> extends Needs<Ctx> {
  readonly kind: 'resource'
  readonly uri: string
  readonly options: ResourceOptions
  readonly handler: (ctx: never) => unknown
}

/** A resource template as a value: declared and compiled, not yet served by anything. */
export interface TemplateDefinition<Ctx = never> extends Needs<Ctx> {
  readonly kind: 'template'
  readonly uri: string
  readonly template: UriTemplate
  readonly options: TemplateOptions<string, never>
  readonly handler: (variables: never, ctx: never) => unknown
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/

/**
 * Declares a resource, or a template when the URI holds variables (RFC 6570), without a server: `server.add()`
 * serves it.
 *
 * @throws TypeError when the URI has no scheme or is no template
 * @example
 * export const profile = resource('users://{id}/profile', { mimeType: 'application/json' }, ({ id }) => ({ id }))
 */
export function resource<const Uri extends `${string}{${string}`, Ctx = Context>(
  uri: Uri,
  options: TemplateOptions<Variables<Uri>, NoInfer<Ctx>>,
  handler: TemplateHandler<Uri, Ctx>,
): TemplateDefinition<Ctx>
export function resource<Ctx = Context>(
  uri: string,
  options: ResourceOptions,
  handler: ResourceHandler<Ctx>,
): ResourceDefinition<Ctx>
export function resource(
  uri: string,
  options: TemplateOptions<string, never>,
  handler: (...args: never[]) => unknown,
): ResourceDefinition | TemplateDefinition {
  if (!SCHEME.test(uri)) throw new TypeError(`resource "${uri}" needs a scheme, for example "notes://${uri}"`)
  if (typeof handler !== 'function')
    throw new TypeError(`resource "${uri}" has no handler: give a function as third argument`)
  checkSendable(options.meta, `the meta of resource "${uri}"`)
  if (options.cache) checkCacheHint(options.cache, `resource "${uri}"`)
  if (!uri.includes('{')) return Object.freeze({ kind: 'resource', uri, options, handler })
  const template = compileTemplate(uri)
  for (const [option, names] of Object.entries({
    complete: Object.keys(options.complete ?? {}),
    allowTraversal: options.allowTraversal ?? [],
  }))
    for (const name of names)
      if (!template.variables.includes(name))
        throw new TypeError(
          `"${option}" of resource "${uri}" names "${name}", which is not one of its variables`,
        )
  return Object.freeze({ kind: 'template', uri, template, options, handler })
}
