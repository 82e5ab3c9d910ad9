import { expect, it } from 'vitest'
import { Plinth } from '../../index.ts'
import { ERAS, openWire } from '../../testing/wire.fixtures.ts'

it('a session holds no URI that is too long, and a bounded number of them', async () => {
  const server = new Plinth({ name: 'test' })
  server.resource('a://{+path}', {}, () => '')
  const wire = await openWire(server, 'legacy')
  const subscribe = (uri: string) => wire.request('resources/subscribe', { uri })
  expect((await subscribe(`a://${'x'.repeat(8_192)}`)).error?.code).toBe(-32602)
  for (let n = 0; n < 1_000; n++) expect((await subscribe(`a://${n}`)).error).toBeUndefined()
  expect((await subscribe('a://one-too-many')).error?.code).toBe(-32602)
  await wire.request('resources/unsubscribe', { uri: 'a://7' })
  expect((await subscribe('a://another')).error).toBeUndefined()
  await wire.close()
})

it.each(ERAS)("a handler sees the metadata of a request without the protocol's own: %s", async era => {
  const seen: unknown[] = []
  const server = new Plinth({ name: 'test' })
  server.tool('t', {}, (_, ctx) => void seen.push(ctx.meta))
  const wire = await openWire(server, era)
  await wire.request('tools/call', { name: 't' }, { progressToken: 1, 'example.org/kept': true })
  expect(seen).toEqual([{ 'example.org/kept': true }])
  await wire.close()
})
