import { type Context, canElicit, ToolError } from 'plinth'
import { z } from 'zod'

/** The argument by which a caller says that a person agreed, where the client cannot ask. */
export const confirm = z
  .boolean()
  .default(false)
  .describe('Only for clients that cannot ask: true, after a person has agreed to exactly this')

/**
 * Asks the person before something is done that is hard to undo. Whoever can be asked is asked, whatever the arguments say.
 *
 * @throws ToolError when nobody agreed
 */
export const requireConsent = async (
  ctx: Pick<Context, 'clientCapabilities' | 'elicit'>,
  question: string,
  given: boolean,
): Promise<void> => {
  if (!canElicit(ctx)) {
    if (given) return
    throw new ToolError('This needs the consent of a person, and this client cannot ask for it', {
      code: 'PERMISSION_DENIED',
      suggestion:
        'Tell the person what would be done, and call again with "confirm": true only if they agree',
    })
  }
  const answer = await ctx.elicit(question, z.object({ confirm: z.boolean().describe('Do it') }))
  if (answer.action === 'accept' && answer.content.confirm) return
  throw new ToolError('The person did not agree: nothing was changed', {
    code: 'PERMISSION_DENIED',
    suggestion: 'Do not try it again in another way; ask the person what they want instead',
  })
}
