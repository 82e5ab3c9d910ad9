import type { CallContext } from '../context/call.ts'
import type { Outcome, Refusal } from '../define/outcome.ts'
import type { Ending } from '../dispatch/observe.ts'
import { METHODS } from '../dispatch/request.ts'

/** The code with which a refusal is sent. */
export type WireCode = (refusal: Refusal, protocolVersion: string) => number

export type OperationLabels = Readonly<Record<string, string>>

/** A method that the dispatcher carries out: their number is bounded, that of what callers send is not. */
export const knownMethod = (method: string): string =>
  METHODS.some(known => known === method) ? method : '_OTHER'

/**
 * What a request is, in the words of OpenTelemetry's semantic conventions for MCP. Of what callers send there is only
 * what the server knows.
 */
export const operationOf = ({
  method,
  component,
  protocolVersion,
  transport,
}: CallContext): OperationLabels => ({
  'mcp.method.name': knownMethod(method),
  'mcp.protocol.version': protocolVersion,
  ...(transport === 'memory' ? {} : { 'network.transport': transport === 'stdio' ? 'pipe' : 'tcp' }),
  ...(method === 'tools/call' && { 'gen_ai.operation.name': 'execute_tool' }),
  ...(component?.kind === 'tool' && { 'gen_ai.tool.name': component.name }),
  ...(component?.kind === 'prompt' && { 'gen_ai.prompt.name': component.name }),
})

/** What went wrong with a request, by the same conventions; nothing where it went well. */
export const faultOf = (
  { outcome: kind }: Ending,
  outcome: Outcome | undefined,
  ctx: CallContext,
  wireCode: WireCode,
): OperationLabels => {
  if (kind === 'cancelled') return { 'error.type': 'cancelled' }
  if (outcome?.kind === 'refused') {
    const code = String(wireCode(outcome.refusal, ctx.protocolVersion))
    return { 'error.type': code, 'rpc.response.status_code': code }
  }
  if (kind !== 'failed' && kind !== 'refused') return {}
  return { 'error.type': ctx.method === 'tools/call' ? 'tool_error' : '_OTHER' }
}
