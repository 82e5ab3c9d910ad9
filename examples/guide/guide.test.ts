import { tool } from 'plinth'
import { connect, fakeClock } from 'plinth/testing'
import { expect, it } from 'vitest'
import { building, closed } from './alerts.ts'
import { calls, collect } from './calls.ts'
import { createClock } from './clock.ts'
import { notes } from './notes.ts'
import { add, results } from './results.ts'
import { server } from './server.ts'
import { roll } from './tools/dice.ts'

it('adds', async () => {
  const client = await connect(results)
  const { sum } = await client.call(add, { a: 1, b: 2 })
  expect(sum).toBe(3)
  await expect(client.call('find', { city: 'Osslo' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await client.close()
})

it('tells the time', async () => {
  const clock = fakeClock(0)
  const client = await connect(createClock(clock))
  clock.advance(60_000)
  expect(await client.call('now')).toEqual([{ type: 'text', text: '1970-01-01T00:01:00.000Z UTC' }])
  await client.close()
})

it('asks before it orders', async () => {
  const asked: string[] = []
  const client = await connect(calls, {
    capabilities: { elicitation: { form: {} } },
    prepare: official =>
      official.setRequestHandler('elicitation/create', ({ params }) => {
        asked.push(params.message)
        return { action: 'accept', content: { sure: true } }
      }),
  })
  expect(await client.call('order', { item: 'tea' })).toEqual([{ type: 'text', text: 'Order 1 was placed' }])
  expect(asked).toEqual(['Order tea?'])
  await client.close()
})

it('changes what it serves', async () => {
  const client = await connect(results)
  const beta = results.tool('beta', { enabled: false }, () => 'first')
  await expect(client.call('beta')).rejects.toThrow('There is no tool "beta"')

  beta.enable()
  beta.update(tool('beta', {}, () => 'second'))
  expect(await client.call('beta')).toEqual([{ type: 'text', text: 'second' }])

  beta.disable()
  beta.remove()
  await client.close()
})

it('makes results of what handlers return', async () => {
  const client = await connect(results)
  const content = async (name: string, args = {}) =>
    (await client.client.callTool({ name, arguments: args })).content.map(({ type }) => type)
  expect(await client.call('greet', { name: 'Ada' })).toEqual([{ type: 'text', text: 'Hello, Ada' }])
  expect(await client.call('point')).toEqual({ x: 1, y: 2 })
  expect(await content('picture')).toEqual(['image'])
  expect(await content('sound')).toEqual(['audio'])
  expect(await content('report')).toEqual(['resource'])
  expect(await content('pointer')).toEqual(['resource_link'])
  expect(await content('album')).toEqual(['text', 'image', 'image'])
  expect(await client.client.callTool({ name: 'count' })).toMatchObject({
    structuredContent: { words: 2 },
    content: [{ text: 'Two words.' }],
    _meta: { 'example/source': 'a guess' },
  })
  await client.close()
})

it('reads, completes and prompts', async () => {
  const { client, close } = await connect(notes)
  const read = async (uri: string) => (await client.readResource({ uri })).contents
  expect(await read('notes://all')).toMatchObject([{ text: '{"notes":["first","second"]}' }])
  expect(await read('notes://second')).toMatchObject([{ text: 'Brew tea', mimeType: 'text/plain' }])
  await expect(read('notes://third')).rejects.toThrow('There is no note third')
  const complete = async (ref: Parameters<typeof client.complete>[0]['ref'], name: string, value: string) =>
    (await client.complete({ ref, argument: { name, value } })).completion.values
  expect(await complete({ type: 'ref/resource', uri: 'notes://{id}' }, 'id', 'f')).toEqual(['first'])
  expect(await complete({ type: 'ref/prompt', name: 'translate' }, 'language', 'N')).toEqual(['Norwegian'])
  const { messages } = await client.getPrompt({ name: 'translate', arguments: { text: 'te' } })
  expect(messages.map(({ content }) => content)).toMatchObject([
    { text: 'Translate into English:' },
    { text: 'te' },
  ])
  await close()
})

it('copies, remembers, calls and audits', async () => {
  const client = await connect(calls)
  const steps: unknown[] = []
  await client.client.callTool(
    { name: 'copy', arguments: { files: ['a', 'b'] } },
    { onprogress: step => steps.push(step.message) },
  )
  expect(steps).toEqual(['a', 'b'])
  await client.call(collect, { basket: 'mine', item: 'tea' })
  expect(await client.call(collect, { basket: 'mine', item: 'cake' })).toEqual(['tea', 'cake'])
  expect(await client.call('collect_twice', { item: 'tea' })).toEqual([{ type: 'text', text: 'tea, tea' }])
  expect(await client.call('pay')).toEqual([{ type: 'text', text: 'Thank you' }])
  await client.close()
})

it('has a lifespan for each mount', async () => {
  const client = await connect(building)
  expect(await client.call('attic_list')).toEqual([{ type: 'text', text: 'The attic is warm' }])
  expect(await client.call('cellar_list')).toEqual([{ type: 'text', text: 'The cellar is warm' }])
  await client.close()
  expect(closed).toEqual(['The cellar', 'The attic'])
})

it('finds tools in files, and leaves out what the filter says', async () => {
  const client = await connect(server)
  const names = (await client.client.listTools()).tools.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['roll', 'greet', 'attic_list', 'now']))
  expect(names).not.toContain('oracle')
  expect(await client.call(roll, {})).toMatchObject([{ text: expect.stringMatching(/^[1-6]$/) }])
  await client.close()
})
