/** The names of the variables in a URI template, as a type. */
export type Variables<Uri extends string> = Positional<Expressions<Uri>> | Named<Expressions<Uri>>

/** What a handler gets of a URI: each variable, of which those of `{?x}`, `{&x}` and `{;x}` may be absent. */
export type VariableValues<Uri extends string> = {
  readonly [K in keyof Values<Expressions<Uri>>]: Values<Expressions<Uri>>[K]
}

type Values<E> = Record<Positional<E>, string> & Partial<Record<Named<E>, string>>

type Expressions<Uri extends string> = Uri extends `${string}{${infer Inside}}${infer Rest}`
  ? Inside | Expressions<Rest>
  : never

type Positional<Inside> = Inside extends `${NamedOperator}${string}`
  ? never
  : Inside extends `${'+' | '#' | '.' | '/'}${infer List}`
    ? Names<List>
    : Names<Inside>

type Named<Inside> = Inside extends `${NamedOperator}${infer List}` ? Names<List> : never
type NamedOperator = ';' | '?' | '&'

type Names<List> = List extends `${infer First},${infer Rest}` ? Bare<First> | Names<Rest> : Bare<List>
type Bare<Name> = Name extends `${infer Exploded}*` ? Exploded : Name extends string ? Name : never
