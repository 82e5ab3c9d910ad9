import { type Call, echoCall, openSession } from './load.ts'
import { TOKEN } from './token.ts'

/** A server of the comparison, and how it is called. */
export interface Contender {
  readonly name: string
  readonly script: string
  readonly tools: number
  /** Makes what is sent, once the server listens. */
  readonly call: (port: number) => Call | Promise<Call>
}

const modern = () => echoCall()

const withToken = (): Call => {
  const call = echoCall()
  return { ...call, headers: { ...call.headers, authorization: `Bearer ${TOKEN}` } }
}

const legacyBody = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text: 'xxxxx' } },
})

const legacy = (): Call => ({
  headers: { 'mcp-protocol-version': '2025-11-25' },
  body: legacyBody,
  expect: 'xxxxx',
})

const inSession = async (port: number): Promise<Call> => {
  const call = legacy()
  return { ...call, headers: { ...call.headers, 'mcp-session-id': await openSession(port) } }
}

/** All of them speak 2026-07-28, except where the name says otherwise. */
export const contenders: readonly Contender[] = [
  { name: 'bare node:http', script: 'bare', tools: 1, call: modern },
  { name: 'canned answers (what the load can be)', script: 'raw-socket', tools: 1, call: modern },
  { name: 'Plinth', script: 'plinth', tools: 1, call: modern },
  { name: 'Plinth, 1,000 tools', script: 'plinth', tools: 1_000, call: modern },
  { name: 'Plinth, production()', script: 'plinth-production', tools: 1, call: withToken },
  { name: 'tmcp 1.20', script: 'tmcp', tools: 1, call: modern },
  { name: 'SDK 2.4, 1 tool', script: 'sdk', tools: 1, call: modern },
  { name: 'SDK 2.4, 50 tools', script: 'sdk', tools: 50, call: modern },
  { name: 'mcp-use 2.5', script: 'mcp-use', tools: 1, call: modern },
  { name: 'fastmcp 4.20 (2025-11-25)', script: 'fastmcp', tools: 1, call: legacy },
  { name: 'SDK 2.4, session (2025-11-25)', script: 'sdk-legacy', tools: 1, call: inSession },
  { name: 'Plinth, session (2025-11-25)', script: 'plinth', tools: 1, call: inSession },
]
