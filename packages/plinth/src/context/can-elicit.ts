import type { Context } from '../define/context.ts'
import { isCapable } from './question.ts'

/**
 * Whether the person behind the client can be asked, by a form or by a page to visit. For tools that do something else
 * where nobody can be; a question to a client that did not declare the capability ends the call (client/elicitation).
 *
 * @param mode `form` for `ctx.elicit`, `url` for `ctx.elicitUrl`. Default `form`
 * @example
 * server.tool('erase', {}, (_, ctx) => {
 *   if (!canElicit(ctx)) throw new ToolError('This needs the consent of a person, and this client cannot ask for it')
 * })
 */
export const canElicit = (ctx: Pick<Context, 'clientCapabilities'>, mode: 'form' | 'url' = 'form'): boolean =>
  isCapable({ method: 'elicitation/create', params: { mode } }, ctx.clientCapabilities)
