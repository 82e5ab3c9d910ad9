import { type Outcome, refuse } from '../../define/outcome.ts'
import type { Host } from '../host.ts'

const refused = refuse({
  reason: 'unavailable',
  code: 'EXECUTION_ERROR',
  message:
    'This needs an answer from the client, and the server sends single JSON documents, in which it cannot ask on this revision',
  suggestion:
    'Use revision 2026-07-28, where the answer itself asks, or let the operator set MCP_SERVER_JSON_RESPONSE=false',
})

/**
 * The same host for older clients that are answered with single documents: there the question would travel on the event
 * stream of the call (2025-11-25, streamable HTTP), which there is none of.
 */
export const withoutQuestions = (host: Host): Host => ({
  ...host,
  async dispatch(request): Promise<Outcome> {
    const outcome = await host.dispatch(request)
    return outcome.kind === 'input_required' ? refused : outcome
  },
})
