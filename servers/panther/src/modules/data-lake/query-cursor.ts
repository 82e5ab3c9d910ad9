import { ToolError } from 'plinth'
import { z } from 'zod'

/** A page of the results of a query: with both, the next page needs no second run. */
const place = z.object({ query: z.string().min(1).max(200), page: z.string().min(1) })

export const sealCursor = (given: z.infer<typeof place>): string =>
  Buffer.from(JSON.stringify(given)).toString('base64url')

/** @throws ToolError when it is not one that a page gave */
export const openCursor = (cursor: string): z.infer<typeof place> => {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw new ToolError('This is no cursor of a query', {
      code: 'VALIDATION_ERROR',
      suggestion: 'Give next_cursor of the page before, as it was, or leave cursor out',
      cause,
    })
  }
}
