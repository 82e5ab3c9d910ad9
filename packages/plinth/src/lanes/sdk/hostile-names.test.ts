import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../../index.ts'
import { ERAS, openWire } from '../../testing/wire.fixtures.ts'

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__']

const own = (name: string, value: unknown) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`)

const parts = () =>
  [Object.prototype, Array.prototype, Function.prototype].map(part => Object.getOwnPropertyNames(part).sort())

const setUp = () => {
  const server = new Plinth({ name: 'test' })
  const input = z.object({ a: z.string() })
  server.tool('strict', { input, unknownArguments: 'ignore' }, given => Object.keys(given))
  server.tool('loose', { input: z.looseObject({ a: z.string() }) }, async (input, ctx) => {
    await ctx.session('s').set('input', input)
    ctx.state.set('input', { ...input })
    return { ...input }
  })
  server.tool('none', {}, () => '')
  server.prompt('p', { args: z.object({ a: z.string() }), complete: { a: () => ['x'] } }, ({ a }) => a)
  server.resource('x://{id}', { complete: { id: () => ['x'] } }, ({ id }) => id)
  return server
}

describe.each(ERAS)('names that every object has pollute nothing, from a %s client', era => {
  it.each(NAMES)('%s', async name => {
    const before = parts()
    const evil = own(name, { polluted: true, isError: true })
    const wire = await openWire(setUp(), era)
    const answers = [
      await wire.request('tools/call', { name: 'strict', arguments: { a: 'x', ...own(name, 1) } }),
      await wire.request('tools/call', {
        name: 'loose',
        arguments: JSON.parse(`{"a":"x","${name}":{"polluted":true}}`),
      }),
      await wire.request('tools/call', { name: 'none', arguments: evil }),
      await wire.request('tools/call', { name, arguments: evil }),
      await wire.request('tools/call', { name: 'none' }, evil),
      await wire.request('prompts/get', { name, arguments: { a: 'x' } }),
      await wire.request('prompts/get', { name: 'p', arguments: JSON.parse(`{"a":"x","${name}":"y"}`) }),
      await wire.request('resources/read', { uri: name }),
      await wire.request('resources/read', { uri: `x://${name}` }),
      await wire.request('tools/list', { cursor: name }),
      await wire.request('completion/complete', {
        ref: { type: 'ref/prompt', name: 'p' },
        argument: { name, value: '' },
        context: { arguments: own(name, 'x') },
      }),
      await wire.request(name, evil),
    ]
    await wire.close()
    expect(parts()).toEqual(before)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    for (const { result, error } of answers) {
      expect(result ?? error).toBeDefined()
      expect(error?.code ?? -32602).toSatisfy((code: number) => [-32602, -32601, -32002].includes(code))
    }
    const [strict, , none, unknownTool] = answers
    expect(strict?.result?.content).toEqual([{ type: 'text', text: '["a"]' }])
    expect(none?.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining(`${name}: `) }],
    })
    expect(unknownTool?.error?.message).toContain(`no tool "${name}"`)
  })

  it.each(NAMES)(
    '%s is a name like any other for a tool, a prompt, a variable and an argument',
    async name => {
      const server = new Plinth({ name: 'test' })
      const argument = z.object({ a: z.string() })
      server.tool(name, { input: argument }, ({ a }) => a)
      server.prompt(name, { args: argument }, ({ a }) => a)
      const wire = await openWire(server, era)
      expect((await wire.request('tools/list')).result?.tools).toMatchObject([{ name }])
      const called = await wire.request('tools/call', { name, arguments: { a: 'x' } })
      expect(called.result?.content).toEqual([{ type: 'text', text: 'x' }])
      const rendered = await wire.request('prompts/get', { name, arguments: { a: 'x' } })
      expect(rendered.result?.messages).toEqual([{ role: 'user', content: { type: 'text', text: 'x' } }])
      await wire.close()
    },
  )
})
