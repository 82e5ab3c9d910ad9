import { expect, it } from 'vitest'
import type { Principal } from '../../define/context.ts'
import { Plinth } from '../../index.ts'
import { nodeHeaders } from '../intake/index.ts'
import { createLegacyHttp, type LegacyHttp } from './legacy-http.ts'

const send = async (
  http: LegacyHttp,
  principal: Principal | undefined,
  method: string,
  params: Record<string, unknown>,
  session?: string,
) => {
  const answer = await http.handle({
    method: 'POST',
    header: nodeHeaders({ 'content-type': 'application/json', 'mcp-session-id': session }),
    inbound: { kind: 'request', message: { jsonrpc: '2.0', id: 1, method, params } },
    connection: { transport: 'http', ...(principal ? { principal } : {}) },
    whenDone: () => {},
  })
  const id = answer instanceof Response ? answer.headers.get('mcp-session-id') : undefined
  return { status: answer.status, id: id ?? undefined }
}

it('a session is for the caller who began it, and nobody else', async () => {
  const server = new Plinth({ name: 'test' })
  server.tool('t', {}, () => '')
  const http = createLegacyHttp(server.runtime.host, { max: 10, idleMs: 60_000 })
  const scopes: readonly string[] = []
  const ada: Principal = { id: 'ada', tenant: 'a', scopes }
  const begun = await send(http, ada, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '1.0.0' },
  })
  expect(begun.status).toBe(200)
  const others: (Principal | undefined)[] = [
    { id: 'ada', scopes },
    { id: 'ada', tenant: 'b', scopes },
    { id: 'eve', tenant: 'a', scopes },
    undefined,
  ]
  for (const other of others) expect((await send(http, other, 'tools/list', {}, begun.id)).status).toBe(404)
  expect((await send(http, { ...ada }, 'tools/list', {}, begun.id)).status).toBe(200)
  await http.close()
})
