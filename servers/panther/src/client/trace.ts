import type { Call } from './call.ts'

const PARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/
/** W3C Trace Context, "tracestate Header": printable, and no longer than anybody has to pass on. */
const STATE = /^[\x20-\x7e]{1,512}$/

/** The caller's trace, as headers for the request that is sent for it. */
export const traceHeaders = ({ meta = {} }: Call): Record<string, string> => {
  const { traceparent, tracestate } = meta
  if (typeof traceparent !== 'string' || !PARENT.test(traceparent)) return {}
  const keeps = typeof tracestate === 'string' && STATE.test(tracestate)
  return { traceparent, ...(keeps ? { tracestate } : {}) }
}
