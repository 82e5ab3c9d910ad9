import { expect, it } from 'vitest'
import { type BusEvent, clientBus, memoryBus, onControl } from './bus.ts'

const event: BusEvent = { type: 'tools_changed' }

it('tells everybody who listens, until they end it', () => {
  const bus = memoryBus()
  const seen: string[] = []
  const listener = ({ type }: BusEvent) => seen.push(type)
  const end = bus.subscribe(listener)
  bus.subscribe(listener)
  bus.publish(event)
  expect(seen).toEqual(['tools_changed', 'tools_changed'])
  end()
  end()
  bus.publish(event)
  expect(seen).toHaveLength(3)
})

it('tells the others when one of them throws, and reports it', () => {
  const errors: unknown[] = []
  const bus = memoryBus(error => errors.push(error))
  const failure = new Error('deaf')
  let heard = 0
  bus.subscribe(() => {
    throw failure
  })
  bus.subscribe(() => heard++)
  bus.publish(event)
  expect(errors).toEqual([failure])
  expect(heard).toBe(1)
})

it('lets a listener end itself, and tells a new one only of what comes later', () => {
  const bus = memoryBus()
  const seen: string[] = []
  const end = bus.subscribe(() => {
    end()
    seen.push('first')
    bus.subscribe(() => seen.push('new'))
  })
  bus.subscribe(() => seen.push('second'))
  bus.publish(event)
  expect(seen).toEqual(['first', 'second'])
  bus.publish(event)
  expect(seen).toEqual(['first', 'second', 'second', 'new'])
})

it('shows clients nothing of what operators change', () => {
  const bus = memoryBus()
  const [clients, controls]: string[][] = [[], []]
  clientBus(bus).subscribe(({ type }) => clients?.push(type))
  const end = onControl(bus, ({ type }) => controls?.push(type))
  bus.publish({ type: 'tool_switched', tool: 'scan', enabled: false })
  bus.publish({ type: 'breaker_forced', tool: 'scan', state: 'open' })
  bus.publish({ type: 'tools_changed' })
  end()
  bus.publish({ type: 'tool_switched', tool: 'scan', enabled: true })
  expect(clients).toEqual(['tools_changed'])
  expect(controls).toEqual(['tool_switched', 'breaker_forced'])
})
