import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from './index.ts'
import { ERAS, type Era, openWire, type Wire } from './testing/wire.fixtures.ts'

const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'
const LEVELS = ['debug', 'info', 'warning', 'error'] as const

const sentBy = (wire: Wire, method: string) =>
  wire.notifications.filter(notification => notification.method === method).map(({ params }) => params)

describe.each(ERAS)('the log of a call, to a %s client', era => {
  const open = () => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', {}, (_, ctx) => {
      for (const level of LEVELS) ctx.log[level](`a ${level}`, { n: 1 })
      ctx.log.error('bare')
    })
    return openWire(server, era)
  }

  const logAt = async (wire: Wire, level: string) => {
    if (era === 'legacy') await wire.request('logging/setLevel', { level })
    await wire.request('tools/call', { name: 't' }, era === 'modern' ? { [LOG_LEVEL]: level } : {})
    return sentBy(wire, 'notifications/message')
  }

  it.each([
    ['debug', 5],
    ['info', 4],
    ['notice', 3],
    ['warning', 3],
    ['error', 2],
    ['critical', 0],
  ] as const)('at level %s has %i of 5 lines', async (level, count) => {
    const wire = await open()
    const lines = await logAt(wire, level)
    expect(lines.map(({ level }) => level)).toEqual([...LEVELS, 'error'].slice(5 - count))
    await wire.close()
  })

  it('has the message and its fields', async () => {
    const wire = await open()
    expect(await logAt(wire, 'error')).toEqual([
      { level: 'error', data: { message: 'a error', n: 1 } },
      { level: 'error', data: 'bare' },
    ])
    await wire.close()
  })
})

it('nothing is logged to a client of 2026-07-28 that did not ask', async () => {
  const server = new Plinth({ name: 'test' })
  server.tool('t', {}, (_, ctx) => ctx.log.error('unasked'))
  const wire = await openWire(server, 'modern')
  await wire.request('tools/call', { name: 't' })
  await turn()
  expect(wire.notifications).toEqual([])
  await wire.close()
})

describe.each(ERAS)('progress, to a %s client', era => {
  const open = () => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', {}, async (_, ctx) => {
      ctx.progress(1, 4)
      await turn()
      ctx.progress(0.5, 4)
      ctx.progress(3, 4, 'nearly')
      ctx.progress(3, 4, 'again')
    })
    server.tool('asks', {}, async (_, ctx) => {
      ctx.progress(1)
      const { action } = await ctx.elicit('Go on?', z.object({ yes: z.boolean() }))
      ctx.progress(2)
      return action
    })
    return openWire(server, era, {
      capabilities: { elicitation: { form: {} } },
      onRequest: () => ({ action: 'accept', content: { yes: true } }),
    })
  }

  it.each(['token', 0])('grows, and carries the token %j', async progressToken => {
    const wire = await open()
    await wire.request('tools/call', { name: 't' }, { progressToken })
    expect(sentBy(wire, 'notifications/progress')).toEqual([
      { progressToken, progress: 1, total: 4 },
      { progressToken, progress: 3, total: 4, message: 'nearly' },
    ])
    await wire.close()
  })

  it('is not sent without a token', async () => {
    const wire = await open()
    await wire.request('tools/call', { name: 't' })
    await turn()
    expect(wire.notifications).toEqual([])
    await wire.close()
  })

  it('does not begin anew when the handler runs again', async () => {
    const wire = await open()
    await wire.request('tools/call', { name: 'asks' }, { progressToken: 'p' })
    const progress = sentBy(wire, 'notifications/progress').map(({ progress }) => progress)
    expect(progress).toEqual(era === 'legacy' ? [1, 2] : [1])
    await wire.close()
  })
})

describe.each(ERAS)('a call that a %s client cancels', era => {
  it('sees its signal fire, is not answered, and leaves the others alone', async () => {
    const server = new Plinth({ name: 'test' })
    const { promise: began, resolve: begin } = Promise.withResolvers<void>()
    const { promise: stopped, resolve: stop } = Promise.withResolvers<string>()
    server.tool('long', {}, (_, ctx) => {
      ctx.signal.addEventListener('abort', () => stop(ctx.name))
      begin()
      return stopped
    })
    server.tool('short', {}, (_, ctx) => `${ctx.signal.aborted}`)
    const wire = await openWire(server, era)
    const { id, answer } = wire.begin('tools/call', { name: 'long' })
    let answered = false
    void answer.then(() => {
      answered = true
    })
    await began
    await wire.notify('notifications/cancelled', { requestId: id, reason: 'changed my mind' })
    expect(await stopped).toBe('long')
    const other = await wire.request('tools/call', { name: 'short' })
    expect(other.result?.content).toEqual([{ type: 'text', text: 'false' }])
    await turn()
    expect(answered).toBe(false)
    await wire.close()
  })
})

describe.each(ERAS)('changes, to a %s client that listens', era => {
  const CHANGES = {
    tools: 'notifications/tools/list_changed',
    prompts: 'notifications/prompts/list_changed',
    resources: 'notifications/resources/list_changed',
  }

  const setUp = () => {
    const server = new Plinth({ name: 'test' })
    return {
      server,
      tool: server.tool('t', {}, () => 'served'),
      prompt: server.prompt('p', {}, () => ''),
      resource: server.resource('r://1', {}, () => ''),
      template: server.resource('t://{id}', {}, () => ''),
    }
  }

  const listen = async (wire: Wire, era: Era, resource: string) => {
    if (era === 'legacy') {
      await wire.request('resources/subscribe', { uri: resource })
      return
    }
    const wanted = {
      toolsListChanged: true,
      promptsListChanged: true,
      resourcesListChanged: true,
      resourceSubscriptions: [resource],
    }
    wire.begin('subscriptions/listen', { notifications: wanted })
    await turn()
    wire.notifications.length = 0
  }

  const heard = async (wire: Wire) => {
    await turn()
    return wire.notifications.splice(0).map(({ method }) => method)
  }

  it('are told for each kind, when something is disabled, enabled, updated, added or removed', async () => {
    const { server, tool, prompt, resource, template } = setUp()
    const wire = await openWire(server, era)
    await listen(wire, era, 'r://1')
    tool.disable()
    expect(await heard(wire)).toEqual([CHANGES.tools])
    expect((await wire.request('tools/list')).result?.tools).toEqual([])
    expect((await wire.request('tools/call', { name: 't' })).error?.code).toBe(-32602)
    tool.disable()
    expect(await heard(wire)).toEqual([])
    tool.enable()
    expect(await heard(wire)).toEqual([CHANGES.tools])
    expect((await wire.request('tools/call', { name: 't' })).result).toMatchObject({
      content: [{ text: 'served' }],
    })
    prompt.disable()
    expect(await heard(wire)).toEqual([CHANGES.prompts])
    resource.remove()
    expect(await heard(wire)).toEqual([CHANGES.resources])
    template.disable()
    expect(await heard(wire)).toEqual([CHANGES.resources])
    server.tool('more', {}, () => '')
    expect(await heard(wire)).toEqual([CHANGES.tools])
    await wire.close()
  })

  it('are told once for all that changes in one turn, and for a module, wherever it is mounted', async () => {
    const { server } = setUp()
    const module = new Plinth({ name: 'module' })
    module.tool('m', {}, () => '')
    const wire = await openWire(server, era)
    await listen(wire, era, 'r://1')
    server.mount(module, { prefix: 'x' })
    server.mount(module, { prefix: 'y' })
    expect((await heard(wire)).sort()).toEqual(Object.values(CHANGES).sort())
    module.tool('n', {}, () => '')
    expect(await heard(wire)).toEqual([CHANGES.tools])
    await wire.close()
  })

  it('of a resource are told to those who subscribed to it', async () => {
    const { server } = setUp()
    server.tool('touch', {}, (_, ctx) => {
      ctx.resourceUpdated('r://1')
      ctx.resourceUpdated('r://2')
    })
    const wire = await openWire(server, era)
    await listen(wire, era, 'r://1')
    await wire.request('tools/call', { name: 'touch' })
    await turn()
    expect(sentBy(wire, 'notifications/resources/updated').map(({ uri }) => uri)).toEqual(['r://1'])
    await wire.close()
  })
})

it('changes are not told to a client of 2026-07-28 that does not listen', async () => {
  const server = new Plinth({ name: 'test' })
  const tool = server.tool('t', {}, () => '')
  const wire = await openWire(server, 'modern')
  await wire.request('tools/list')
  tool.disable()
  await turn()
  expect(wire.notifications).toEqual([])
  await wire.close()
})
