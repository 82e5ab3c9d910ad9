import { expect, it } from 'vitest'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'

it('an event of a call names the call, its caller and the component as it is served', async () => {
  const module = new Plinth({ name: 'weather' })
  module.tool('forecast', {}, (_, ctx) => ctx.emit('cache.miss', { kind: 'tool', name: 'x' }))
  const server = new Plinth({ name: 'server' })
  server.mount(module, { prefix: 'weather' })
  const heard: OperationEvent[] = []
  server.runtime.events.subscribe(event => event.type === 'cache.miss' && heard.push(event))
  await dispatch(
    server.runtime,
    { method: 'tools/call', params: { name: 'weather_forecast' } },
    { principal: { id: 'ann', tenant: 'acme', scopes: [] }, address: '10.0.0.1' },
  )
  expect(heard).toMatchObject([
    {
      type: 'cache.miss',
      origin: {
        correlationId: expect.stringMatching(/.{8}/),
        method: 'tools/call',
        name: 'weather_forecast',
        transport: 'memory',
        principal: 'ann',
        tenant: 'acme',
        address: '10.0.0.1',
      },
    },
  ])
})

it('an event never carries a name that only the caller gave', async () => {
  const server = new Plinth({ name: 'server' })
  server.use((ctx, next) => {
    ctx.emit('cache.miss', { kind: 'tool', name: 'x' })
    return next()
  })
  const heard: OperationEvent[] = []
  server.runtime.events.subscribe(event => heard.push(event))
  await dispatch(server.runtime, { method: 'tools/call', params: { name: 'made-up' } })
  expect(heard[0]?.origin?.name).toBe('tools/call')
})
