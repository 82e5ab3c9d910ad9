import type { InputOf, OutputOf, Schema } from './schema.ts'

/** A tool as far as calling it goes. */
export interface Callable {
  readonly kind: 'tool'
  readonly name: string
  readonly handler: (input: never, ctx: never) => unknown
  /** Only there for the type system. */
  readonly types?: {
    readonly input: Schema | undefined
    readonly output: Schema | undefined
    readonly context: (ctx: never) => void
  }
}

type TypesOf<T> = T extends { readonly types?: infer X } ? NonNullable<X> : never

/** What a caller has to give to a tool. */
export type ToolInput<T> =
  TypesOf<T> extends { readonly input: infer I }
    ? I extends Schema
      ? InputOf<I>
      : Record<string, never>
    : never

/** What stands behind the tool in a call: its arguments, which may be left out where none are required. */
export type ToolArguments<T> =
  Record<never, never> extends ToolInput<T> ? [args?: ToolInput<T>] : [args: ToolInput<T>]

/** What a caller gets from a tool: the structured result, or unknown where the tool declares none. */
export type ToolOutput<T> =
  TypesOf<T> extends { readonly output: infer O } ? (O extends Schema ? OutputOf<O> : unknown) : never
