import { ToolError } from '../define/errors.ts'

const MAX_DEPTH = 16

/**
 * Ends tools that call each other in a circle, which otherwise fill the memory while nothing else gets to run.
 *
 * @param depth how many calls the caller stands inside of
 * @throws ToolError when there are too many
 */
export const checkDepth = (depth: number, caller: string, called: string): void => {
  if (depth < MAX_DEPTH) return
  throw new ToolError(
    `"${caller}" cannot call "${called}": ${MAX_DEPTH} calls stand inside of one another already`,
    { code: 'RESOURCE_EXHAUSTED', suggestion: 'Tools must not call each other in a circle' },
  )
}
