import { describe, expect, it } from 'vitest'
import { createEvents, type OperationEvent } from './events.ts'

const origin = {
  correlationId: 'c1',
  method: 'tools/call',
  name: 'forecast',
  transport: 'http',
  principal: 'ann',
  tenant: undefined,
  address: '127.0.0.1',
}

describe('the events of a server', () => {
  it('reach everybody who listens, with their time and the call that they belong to', () => {
    const events = createEvents(() => 1_000)
    const [first, second]: [OperationEvent[], OperationEvent[]] = [[], []]
    events.subscribe(event => first.push(event))
    events.subscribe(event => second.push(event))
    events.emit('tool.start', { tool: 'forecast' }, origin)
    expect(first).toEqual([{ type: 'tool.start', at: 1_000, tool: 'forecast', origin }])
    expect(second).toEqual(first)
  })

  it('say nothing of a call when there is none', () => {
    const events = createEvents(() => 0)
    const heard: OperationEvent[] = []
    events.subscribe(event => heard.push(event))
    events.emit('auth.failed', { fault: 'wrong', path: '/mcp' })
    expect(heard).toEqual([{ type: 'auth.failed', at: 0, fault: 'wrong', path: '/mcp' }])
  })

  it('are kept from nobody by a listener that throws', () => {
    const errors: unknown[] = []
    const events = createEvents(
      () => 0,
      error => errors.push(error),
    )
    const heard: OperationEvent[] = []
    events.subscribe(() => {
      throw new Error('full')
    })
    events.subscribe(event => heard.push(event))
    events.emit('cache.hit', { kind: 'tool', name: 'forecast' })
    expect(heard).toHaveLength(1)
    expect(errors).toEqual([new Error('full')])
  })

  it('are heard until the subscription ends, also when it ends while one is told', () => {
    const events = createEvents(() => 0)
    let heard = 0
    const end = events.subscribe(() => {
      heard += 1
      end()
    })
    events.emit('tool.start', { tool: 'a' })
    events.emit('tool.start', { tool: 'b' })
    expect(heard).toBe(1)
  })
})
