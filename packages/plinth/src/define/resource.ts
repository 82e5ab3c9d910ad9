import type { Content, ResourceContent } from './content.ts'
import type { Context } from './context.ts'
import type { ComponentOptions } from './tool.ts'
import { compileTemplate, type UriTemplate } from './uri-template.ts'

export interface CacheHint {
  /** How long a client may keep the answer, in milliseconds. */
  readonly ttlMs: number
  /** `public`: the same for everybody. `private`: depends on the caller. */
  readonly scope: 'public' | 'private'
}

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

export type Completer = (
  value: string,
  given: Readonly<Record<string, string>>,
) => readonly string[] | Promise<readonly string[]>

export interface TemplateOptions<Name extends string = string> extends ResourceOptions {
  /** Proposes values for a variable while a person types. */
  readonly complete?: { readonly [name in Name]?: Completer }
  /**
   * Variables whose values may hold `..` segments, absolute paths and NUL. Default: none may, because such values
   * are how a template is made to read what it was not meant for.
   */
  readonly allowTraversal?: readonly Name[]
}

/** What reading a resource gives: text, bytes, a value as JSON, or contents made by hand. */
export type ResourceReturn = string | Uint8Array | object | readonly ResourceContent[]

/** The names of the variables in a URI template, as a type. */
export type Variables<Uri extends string> = Uri extends `${string}{${infer Inside}}${infer Rest}`
  ? Names<Strip<Inside>> | Variables<Rest>
  : never

type Strip<T extends string> = T extends `${'+' | '#' | '.' | '/' | ';' | '?' | '&'}${infer Name}` ? Name : T
type Names<T extends string> = T extends `${infer First},${infer Rest}` ? Bare<First> | Names<Rest> : Bare<T>
type Bare<T extends string> = T extends `${infer Name}*`
  ? Name
  : T extends `${infer Name}:${string}`
    ? Name
    : T

export type ResourceHandler<Uri extends string, Ctx> = [Variables<Uri>] extends [never]
  ? (ctx: Ctx) => ResourceReturn | Promise<ResourceReturn>
  : (
      variables: { readonly [name in Variables<Uri>]: string },
      ctx: Ctx,
    ) => ResourceReturn | Promise<ResourceReturn>

export interface ResourceDefinition {
  readonly kind: 'resource'
  readonly uri: string
  readonly options: ResourceOptions
  readonly handler: (ctx: never) => unknown
}

export interface TemplateDefinition {
  readonly kind: 'template'
  readonly uri: string
  readonly template: UriTemplate
  readonly options: TemplateOptions
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
export const resource = <Uri extends string, Ctx = Context>(
  uri: Uri,
  options: Variables<Uri> extends never ? ResourceOptions : TemplateOptions<Variables<Uri>>,
  handler: ResourceHandler<Uri, Ctx>,
): ResourceDefinition | TemplateDefinition => {
  if (!SCHEME.test(uri)) throw new TypeError(`resource "${uri}" needs a scheme, for example "notes://${uri}"`)
  if (typeof handler !== 'function')
    throw new TypeError(`resource "${uri}" has no handler: give a function as third argument`)
  if (!uri.includes('{'))
    return Object.freeze({
      kind: 'resource',
      uri,
      options,
      handler: handler as ResourceDefinition['handler'],
    })
  const template = compileTemplate(uri)
  const known = new Set(template.variables)
  const templateOptions: TemplateOptions = options
  for (const name of Object.keys(templateOptions.complete ?? {}))
    if (!known.has(name))
      throw new TypeError(`resource "${uri}" completes "${name}", which is not one of its variables`)
  return Object.freeze({
    kind: 'template',
    uri,
    template,
    options: templateOptions,
    handler: handler as TemplateDefinition['handler'],
  })
}
