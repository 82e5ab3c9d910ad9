import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth, ToolError } from '../../index.ts'
import { ERAS, openWire } from '../../testing/wire.fixtures.ts'

const setUp = () => {
  const server = new Plinth({ name: 'test' })
  server.tool('t', { input: z.object({ n: z.number() }) }, () => '')
  server.prompt('p', { args: z.object({ a: z.string() }) }, ({ a }) => a)
  server.prompt('missing', {}, () => {
    throw new ToolError('No such draft', { code: 'NOT_FOUND' })
  })
  server.resource('file:///{+path}', {}, ({ path }) => {
    if (path === 'gone') throw new ToolError('No such file', { code: 'NOT_FOUND', suggestion: 'List them' })
    throw new Error('postgres://admin:hunter2@db')
  })
  return server
}

const MISSING = { modern: -32602, legacy: -32002 }

describe.each(ERAS)('an error, to a %s client', era => {
  const answerTo = async (method: string, params: Record<string, unknown>) => {
    const wire = await openWire(setUp(), era)
    const answer = await wire.request(method, params)
    await wire.close()
    return answer
  }

  it.each<[string, string, Record<string, unknown>, number]>([
    ['an unknown tool', 'tools/call', { name: 'other' }, -32602],
    ['an unknown prompt', 'prompts/get', { name: 'other' }, -32602],
    ['an unknown resource', 'resources/read', { uri: 'a://b' }, MISSING[era]],
    ['a resource that a template says is not there', 'resources/read', { uri: 'file:///gone' }, MISSING[era]],
    ['a prompt that says that something is not there', 'prompts/get', { name: 'missing' }, -32602],
    ['a path that leads out of a template', 'resources/read', { uri: 'file:///a/../../b' }, -32602],
    ['the same, encoded', 'resources/read', { uri: 'file:///a/%2e%2e%2fb' }, -32602],
    ['a resource that fails', 'resources/read', { uri: 'file:///broken' }, -32603],
    ['an unknown method', 'no/such', {}, -32601],
    ['a method that every object has', 'constructor', {}, -32601],
    ['a method named __proto__', '__proto__', {}, -32601],
    ['arguments of a prompt that do not fit', 'prompts/get', { name: 'p' }, -32602],
    ['arguments of a tool that are a number', 'tools/call', { name: 't', arguments: 5 }, -32602],
    ['arguments of a tool that are a list', 'tools/call', { name: 't', arguments: [] }, -32602],
    ['a name that is a number', 'tools/call', { name: 5 }, -32602],
    ['a cursor that is none', 'tools/list', { cursor: 'garbage' }, -32602],
    ['a cursor that is a number', 'tools/list', { cursor: 5 }, -32602],
    ['a cursor named like a part of every object', 'prompts/list', { cursor: '__proto__' }, -32602],
  ])('%s', async (_, method, params, code) => {
    const { error, result } = await answerTo(method, params)
    expect(result).toBeUndefined()
    expect(error?.code).toBe(code)
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })

  it('names the resource that is missing', async () => {
    expect((await answerTo('resources/read', { uri: 'a://b' })).error?.data).toEqual({ uri: 'a://b' })
    expect((await answerTo('resources/read', { uri: 'file:///gone' })).error).toMatchObject({
      message: 'No such file',
      data: { uri: 'file:///gone', code: 'NOT_FOUND', suggestion: 'List them' },
    })
  })

  it('arguments of a tool that do not fit are a failed result', async () => {
    const { result } = await answerTo('tools/call', { name: 't', arguments: { n: 'two' } })
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('n: ') }],
      _meta: { 'dev.plinth/error': { code: 'VALIDATION_ERROR' } },
    })
  })

  it('serves the next request after each of them', async () => {
    const wire = await openWire(setUp(), era)
    await wire.request('no/such')
    await wire.request('tools/call', { name: 'other' })
    await wire.request('resources/read', { uri: 'a://b' })
    expect((await wire.request('prompts/get', { name: 'p', arguments: { a: 'x' } })).result).toBeDefined()
    await wire.close()
  })
})

it.each<[string, Record<string, unknown>]>([
  ['logging/setLevel', {}],
  ['logging/setLevel', { level: 'loud' }],
  ['logging/setLevel', { level: ['debug'] }],
  ['resources/subscribe', {}],
  ['resources/subscribe', { uri: 5 }],
  ['resources/unsubscribe', { uri: null }],
  ['initialize', { protocolVersion: '2025-11-25' }],
])("parameters that do not fit are the older client's mistake: %s %j", async (method, params) => {
  const wire = await openWire(setUp(), 'legacy')
  expect((await wire.request(method, params)).error).toMatchObject({
    code: -32602,
    message: expect.stringMatching(new RegExp(`^(${method} needs |Invalid params of ${method}: )`)),
  })
  expect((await wire.request('logging/setLevel', { level: 'debug' })).result).toEqual({})
  expect((await wire.request('resources/subscribe', { uri: 'file:///a' })).result).toEqual({})
  await wire.close()
})
