import { tool } from 'plinth'
import { z } from 'zod'

export const exampleTool = tool(
  'example_tool',
  {
    description: 'Gives a text back in capitals. Say here when to use the tool, and what it answers.',
    input: z.object({ text: z.string().min(1).max(1_000).describe('The text to change') }),
    output: z.object({ text: z.string() }),
    annotations: { readOnlyHint: true },
  },
  ({ text }, ctx) => {
    ctx.log.debug('changing a text', { length: text.length })
    return { text: text.toUpperCase() }
  },
)
