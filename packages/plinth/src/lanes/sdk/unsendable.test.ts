import { describe, expect, it } from 'vitest'
import { type Middleware, Plinth, result, ToolError, text } from '../../index.ts'
import { ERAS, openWire } from '../../testing/wire.fixtures.ts'

const n = 1n
const refusing: Middleware = async () => ({
  kind: 'refused',
  refusal: { reason: 'forbidden', code: 'PERMISSION_DENIED', message: 'No', data: { n } },
})

const setUp = () => {
  const server = new Plinth({ name: 'test' })
  server.tool('structured', {}, () => result({ structured: { n }, content: ['x'] }))
  server.tool('meta', {}, () => result({ content: ['x'], meta: { n } }))
  server.tool('block', {}, () => text('x', { _meta: { n } }))
  server.tool('plain', {}, () => ({ n }))
  server.tool('failing', {}, () => {
    throw new ToolError('x', { code: 'VALIDATION_ERROR', data: { n } })
  })
  server.tool('refused', { use: [refusing] }, () => '')
  server.prompt('p', {}, () => [{ role: 'user', content: n as never }])
  server.resource('a://plain', {}, () => ({ n }))
  server.resource('a://text', {}, () => [{ uri: 'a://text', text: n as never }])
  server.resource('a://meta', {}, () => [{ uri: 'a://meta', text: 'x', _meta: { n } }])
  server.resource('a://function', {}, () => setUp)
  return server
}

describe.each(ERAS)('what JSON cannot express, to a %s client', era => {
  it.each<[string, Record<string, string>]>([
    ...['structured', 'meta', 'block', 'plain', 'failing'].map((name): [string, Record<string, string>] => [
      'tools/call',
      { name },
    ]),
    ['tools/call', { name: 'refused' }],
    ['prompts/get', { name: 'p' }],
    ...['plain', 'text', 'meta', 'function'].map((path): [string, Record<string, string>] => [
      'resources/read',
      { uri: `a://${path}` },
    ]),
  ])('is answered: %s %j', async (method, params) => {
    const wire = await openWire(setUp(), era)
    const { error, result: given } = await wire.request(method, params)
    expect(error ?? given?.isError).toBeTruthy()
    await wire.close()
  })
})

it.each([
  () => new Plinth({ name: 'test' }).tool('t', { meta: { n } }, () => ''),
  () => new Plinth({ name: 'test' }).prompt('p', { meta: { n } }, () => ''),
  () => new Plinth({ name: 'test' }).resource('a://b', { meta: { n } }, () => ''),
])('is no metadata of a component: the whole list would be lost', declare => {
  expect(declare).toThrow('JSON cannot express the meta of')
})
