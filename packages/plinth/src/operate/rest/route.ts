import type { Context } from 'hono'
import type { Principal } from '../../define/context.ts'
import type { ApiErrorCode } from './error-body.ts'
import type { SchemaName } from './schemas.ts'

/**
 * Who may use a route: everybody; who may read; who may call tools; those and operators, each for what it may see; who may
 * change the server.
 */
export type RouteAccess = 'public' | 'reader' | 'caller' | 'owner' | 'operator'

/** Who uses a route. */
export interface ApiCaller {
  /** Undefined where nobody has to be known. */
  readonly principal: Principal | undefined
  /** Whether the caller may read all there is to read. */
  readonly mayRead: boolean
  /** As whom it may call tools, and so have tasks; undefined where it may not. */
  readonly caller: { readonly principal: Principal | undefined } | undefined
  readonly operates: boolean
}

/** An answer, as the document tells of it. */
export interface ResponseSpec {
  readonly description: string
  /** Of the JSON in it. Default: there is none. */
  readonly schema?: SchemaName
  /** Another media type that it may come in, which holds text. */
  readonly media?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface ParameterSpec {
  readonly name: string
  readonly in: 'query'
  readonly description: string
}

/** One operation of the API: what is served, and what the document says of it, in one value. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Below where the API is, with parameters as `{name}`. */
  readonly path: string
  readonly operationId: string
  /** As it reads in a list. */
  readonly summary: string
  readonly access: RouteAccess
  readonly parameters?: readonly ParameterSpec[]
  /** Of the JSON that is taken. Default: none is read. */
  readonly request?: SchemaName
  readonly responses: Readonly<Record<number, ResponseSpec>>
  readonly handler: (c: Context, caller: ApiCaller) => Response | Promise<Response>
}

/** An answer that says why there is no other. */
export const failsWith = (description: string, ...codes: readonly ApiErrorCode[]): ResponseSpec => ({
  description: codes.length > 0 ? `${description}: ${codes.join(', ')}` : description,
  schema: 'ApiError',
})
