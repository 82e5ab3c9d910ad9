import { expect, it } from 'vitest'
import { Plinth } from '../../index.ts'
import { metaKeys } from '../intake/envelope.ts'
import { createModernHttp } from './modern-http.ts'

const listen = async (resourceSubscriptions: unknown) => {
  const server = new Plinth({ name: 'test' })
  server.resource('a://b', {}, () => '')
  const http = createModernHttp(server.runtime.host)
  const method = 'subscriptions/listen'
  const request = new Request('http://localhost/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
    },
  })
  const _meta = { [metaKeys.protocolVersion]: '2026-07-28', [metaKeys.clientCapabilities]: {} }
  const params = { notifications: { resourceSubscriptions }, _meta }
  const answer = await http.handle(request, { jsonrpc: '2.0', id: 1, method, params }, { transport: 'http' })
  await http.close()
  return { status: answer.status, text: await answer.text() }
}

const uris = (count: number) => Array.from({ length: count }, (_, n) => `a://${n}`)

it.each([[uris(1)], [uris(1_000)], [[`a://${'x'.repeat(8_188)}`]]])(
  'a subscription to so many resources is acknowledged',
  async given => {
    const { status, text } = await listen(given)
    expect(status).toBe(200)
    expect(text).toContain('notifications/subscriptions/acknowledged')
  },
)

it.each([
  [uris(1_001), 'At most 1000 resources'],
  [[`a://${'x'.repeat(8_189)}`], 'at most 8192 characters'],
])('a subscription that fills the memory is refused', async (given, message) => {
  const { status, text } = await listen(given)
  expect(status).toBe(400)
  expect(JSON.parse(text)).toMatchObject({
    id: 1,
    error: { code: -32602, message: expect.stringContaining(message) },
  })
})

it.each([[5], [[5]], [null]])('one that is malformed is refused as such: %j', async given => {
  expect((await listen(given)).text).toContain('-32602')
})
