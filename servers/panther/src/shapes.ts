import { z } from 'zod'

/** Fields of the API that may be missing or null. */
export const text = z.string().nullish()
export const flag = z.boolean().nullish()
export const count = z.number().nullish()
export const texts = z.array(z.string()).nullish()

/** Who did something. */
export const actor = z.looseObject({ id: text, type: text }).nullish()

/** A page of a list over REST. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({
    results: z
      .array(item)
      .nullish()
      .transform(items => items ?? []),
    next: z
      .string()
      .nullish()
      .transform(next => (next ? next : null)),
  })

/** Any object, as it comes. */
export const anything = z.looseObject({})

/** Cursor of the next page, in results. */
export const nextCursor = z
  .string()
  .nullable()
  .describe('Give it as cursor for the next page; null on the last one')
