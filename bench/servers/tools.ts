import process from 'node:process'
import { z } from 'zod'

/** How many tools the server has, `echo` among them. */
export const toolCount = Number(process.argv[2] ?? 1)

export const input = z.object({ text: z.string() })

/** The names of the tools beside `echo`. */
export const others: readonly string[] = Array.from({ length: toolCount - 1 }, (_, index) => `tool_${index}`)

export const description = 'Gives back the text that it was given'

/** An echo changes nothing, and says so: what may destroy something is recorded before it is done. */
export const annotations = { readOnlyHint: true } as const
