import { expect, it } from 'vitest'
import { paramsError } from './params.ts'

const errorOf = (method: string, params?: Record<string, unknown>) =>
  paramsError({
    era: 'modern',
    revision: '2026-07-28',
    inbound: { kind: 'request', message: { jsonrpc: '2.0', id: 7, method, ...(params ? { params } : {}) } },
  })

it.each<[string, Record<string, unknown> | undefined, string]>([
  ['tools/call', undefined, '"name" must be a string'],
  ['tools/call', { name: 5 }, '"name" must be a string'],
  ['tools/call', { name: 'x', arguments: [1] }, '"arguments" must be an object'],
  ['prompts/get', { name: 'x', arguments: { n: 5 } }, '"arguments.n" must be a string'],
  ['prompts/get', { name: 'x', arguments: 'n' }, '"arguments" must be an object'],
  ['resources/read', {}, '"uri" must be a string'],
  ['resources/read', { uri: 5 }, '"uri" must be a string'],
  ['tools/list', { cursor: 5 }, '"cursor" must be a string'],
  ['completion/complete', {}, '"ref" must be an object'],
  ['completion/complete', { ref: { type: 'ref/tool' } }, '"ref.type" must be'],
  ['completion/complete', { ref: { type: 'ref/prompt' } }, '"ref.name" must be a string'],
  ['completion/complete', { ref: { type: 'ref/resource', uri: 1 } }, '"ref.uri" must be a string'],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'x' } }, '"argument" must be an object'],
  [
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a' } },
    'both strings',
  ],
])('%s with %j', (method, params, message) => {
  expect(errorOf(method, params)).toMatchObject({
    code: -32_602,
    id: 7,
    status: 200,
    message: expect.stringContaining(message),
  })
})

it.each<[string, Record<string, unknown> | undefined]>([
  ['tools/list', undefined],
  ['tools/call', { name: 'x' }],
  ['tools/call', { name: 'x', arguments: { n: 5 } }],
  ['prompts/get', { name: 'x', arguments: { n: '5' } }],
  ['resources/read', { uri: 'notes://x' }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: '' } }],
  ['constructor', { name: 5 }],
  ['acme/own', { name: 5 }],
  ['resources/subscribe', {}],
])('nothing about %s with %j', (method, params) => {
  expect(errorOf(method, params)).toBeUndefined()
})

it('the URI of a subscription where there are any', () => {
  const message = { jsonrpc: '2.0', id: 7, method: 'resources/subscribe' } as const
  const error = paramsError({ era: 'legacy', revision: '2025-11-25', inbound: { kind: 'request', message } })
  expect(error?.message).toContain('"uri" must be a string')
})
