import { describe, expect, it } from 'vitest'
import { memoryBus } from '../bus.ts'
import { commandTool } from '../command/index.ts'
import type { OperationEvent } from '../events.ts'
import { circuitBreaker } from '../middleware/circuit-breaker.ts'
import { Plinth } from '../plinth.ts'
import { connect } from '../testing/index.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

/** Two replicas of one server on one bus; a module is mounted twice in each. */
const replicas = () => {
  const bus = memoryBus()
  const make = () => {
    const prices = new Plinth({ name: 'prices' })
    const quote = prices.tool('quote', { use: [circuitBreaker()] }, () => 1)
    const server = new Plinth({ name: 'shop', bus })
    server.mount(prices, { prefix: 'eu' }).mount(prices, { prefix: 'us' })
    server.tool('plain', {}, () => 1)
    const changed: string[] = []
    server.runtime.host.bus.subscribe(({ type }) => changed.push(type))
    const names = () => [...server.runtime.catalogue.current.tools.keys()]
    return { server, quote, names, changed, controls: server.runtime.controls }
  }
  return { bus, here: make(), there: make() }
}

describe('a tool that an operator switches', () => {
  it('goes in every replica, one mount of it alone, and clients hear of it once', async () => {
    const { here, there } = replicas()
    here.names()
    await turn()
    here.changed.length = 0
    here.controls.switchTool('eu_quote', false)
    for (const { names } of [here, there]) expect(names()).toEqual(['plain', 'us_quote'])
    expect(here.changed).toEqual(['tools_changed'])
    const client = await connect(there.server)
    await expect(client.call('eu_quote')).rejects.toThrow()
    expect(await client.call('us_quote')).toEqual([{ type: 'text', text: '1' }])
    await client.close()
    there.controls.switchTool('eu_quote', true)
    for (const { names } of [here, there]) expect(names()).toContain('eu_quote')
  })

  it('stays off whatever the program says, and once it is on follows the program again', () => {
    const { here } = replicas()
    const { controls, quote, names } = here
    controls.switchTool('eu_quote', false)
    quote.disable()
    quote.enable()
    expect(names()).toEqual(['plain', 'us_quote'])
    controls.switchTool('eu_quote', true)
    expect(names()).toContain('eu_quote')
    quote.disable()
    expect(names()).toEqual(['plain'])
    controls.switchTool('eu_quote', true)
    expect(names()).toEqual(['plain', 'eu_quote'])
  })

  it('is no concern of a server that was closed', async () => {
    const { here, there } = replicas()
    await there.server.close()
    here.controls.switchTool('plain', false)
    expect(there.names()).toContain('plain')
  })
})

describe('a breaker that an operator holds', () => {
  it('is held in every replica, and the change is told once', async () => {
    const { here, there } = replicas()
    const told: OperationEvent[] = []
    there.server.runtime.events.subscribe(event => told.push(event))
    there.names()
    expect(here.controls.forceBreaker('eu_quote', 'open')).toBe(true)
    const client = await connect(there.server)
    await expect(client.call('eu_quote')).rejects.toThrow('eu_quote is switched off for now')
    expect(await client.call('us_quote')).toEqual([{ type: 'text', text: '1' }])
    here.controls.forceBreaker('eu_quote', 'auto')
    expect(await client.call('eu_quote')).toEqual([{ type: 'text', text: '1' }])
    await client.close()
    expect(told.filter(({ type }) => type === 'breaker.changed')).toMatchObject([
      { kind: 'tool', name: 'eu_quote', from: 'closed', to: 'open', forced: 'open' },
      { kind: 'tool', name: 'eu_quote', from: 'open', to: 'closed', forced: undefined },
    ])
  })

  it('must be there', () => {
    const { here } = replicas()
    expect(here.controls.forceBreaker('plain', 'open')).toBe(false)
    expect(here.controls.forceBreaker('unknown', 'open')).toBe(false)
  })
})

describe('breaker.changed', () => {
  it('tells of command tools by the names under which they are served, and once in the log', () => {
    const log = recordingLog()
    const scan = commandTool({ name: 'scan', command: 'no-such-program-anywhere' })
    const module = new Plinth({ name: 'net' })
    module.add(scan)
    const server = new Plinth({ name: 'ops', log })
    server.mount(module, { prefix: 'net' })
    const { events, catalogue } = server.runtime
    const told: OperationEvent[] = []
    events.subscribe(event => told.push(event))
    expect(catalogue.current.tools.size).toBe(1)
    server.tool('later', {}, () => 1)
    expect(catalogue.current.tools.size).toBe(2)
    scan.command.breaker.force('open')
    expect(told).toMatchObject([{ type: 'breaker.changed', name: 'net_scan', to: 'open' }])
    expect(log.lines).toMatchObject([{ level: 'warning', event: 'breaker.changed', fields: { to: 'open' } }])
  })

  it('is not told any more of a tool that is gone, and of nothing once the server was closed', async () => {
    const kept = circuitBreaker()
    const gone = circuitBreaker()
    const server = new Plinth({ name: 'ops' })
    server.tool('kept', { use: [kept] }, () => 1)
    const handle = server.tool('gone', { use: [gone] }, () => 1)
    const { events, catalogue } = server.runtime
    const told: OperationEvent[] = []
    events.subscribe(event => told.push(event))
    expect(catalogue.current.tools.size).toBe(2)
    handle.remove()
    expect(catalogue.current.tools.size).toBe(1)
    gone.force('gone', 'open')
    expect(told).toEqual([])
    kept.force('kept', 'open')
    expect(told).toHaveLength(1)
    await server.close()
    kept.force('kept', undefined)
    expect(told).toHaveLength(1)
  })
})
