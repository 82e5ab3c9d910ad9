import type { z } from 'zod'

/** A GraphQL document with the types of what goes in and what comes out. */
export interface Document<Variables, Data> {
  readonly text: string
  readonly data: z.ZodType<Data>
  /** Whether it may be sent again when it is not known to have arrived. */
  readonly repeatable: boolean
  /** Only there for the type system. */
  readonly variables?: (given: Variables) => void
}

/** A document that may be sent twice: it only reads, or comes to the same. */
export const repeatable =
  <Variables>() =>
  <Data>(text: string, data: z.ZodType<Data>): Document<Variables, Data> => ({ text, data, repeatable: true })

/** A document that changes something each time it is sent. */
export const once =
  <Variables>() =>
  <Data>(text: string, data: z.ZodType<Data>): Document<Variables, Data> => ({
    text,
    data,
    repeatable: false,
  })
