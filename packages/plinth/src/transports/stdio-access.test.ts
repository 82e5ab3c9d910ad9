import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { requireScopes } from '../auth/index.ts'
import { Plinth, type Principal } from '../index.ts'
import { metaKeys } from '../lanes/intake/envelope.ts'
import { serveStdio } from './stdio.ts'

const call = async (principal?: Principal) => {
  const server = new Plinth({ name: 'test', ...(principal ? { localPrincipal: principal } : {}) })
  server.tool('closed', { use: [requireScopes('a')] }, (_, ctx) => `for ${ctx.principal?.id}`)
  await server.runtime.start()
  const [input, output] = [new PassThrough(), new PassThrough()]
  const serving = serveStdio(server.runtime.host, {
    input,
    output,
    principal: server.runtime.localPrincipal,
  })
  const _meta = {
    [metaKeys.protocolVersion]: '2026-07-28',
    [metaKeys.clientCapabilities]: {},
    [metaKeys.clientInfo]: { name: 'test', version: '1.0.0' },
  }
  const params = { name: 'closed', arguments: {}, _meta }
  input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`)
  const line = await new Promise<Buffer>(resolve => output.once('data', resolve))
  await serving.close()
  return JSON.parse(line.toString())
}

it('nobody is known on stdio by default, and what requires scopes is refused', async () => {
  expect(await call()).toMatchObject({ id: 1, error: { code: -31_401, data: { scopes: ['a'] } } })
})

it('the program may say who it is', async () => {
  const answer = await call({ id: 'me', scopes: ['a'] })
  expect(answer).toMatchObject({ result: { content: [{ text: 'for me' }] } })
  expect(await call({ id: 'me', scopes: [] })).toMatchObject({ error: { code: -31_403 } })
})
