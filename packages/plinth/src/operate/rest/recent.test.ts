import { expect, it } from 'vitest'
import { createEvents } from '../../events.ts'
import { createListeners } from '../../listeners.ts'
import { rememberRecent } from './recent.ts'

const setUp = () => {
  let now = 0
  const events = createEvents(() => ++now)
  const lines = createListeners<string>(() => {})
  const recent = rememberRecent(events, { subscribe: lines.add })
  const end = (tool: string, status: 'success' | 'error') =>
    events.emit('tool.end', { tool, status, durationMs: 1 })
  return { events, lines, recent, end }
}

it('remembers calls that went wrong, and what concerns operators, in the order in which it happened', () => {
  const { events, recent, end } = setUp()
  end('ping', 'success')
  end('ping', 'error')
  events.emit('cache.hit', { kind: 'tool', name: 'ping' })
  events.emit('operator.action', { action: 'tool.disable', subject: 'ping', by: undefined })
  end('nmap', 'error')
  expect(recent.events().map(({ type, at }) => [type, at])).toEqual([
    ['tool.end', 2],
    ['operator.action', 3],
    ['tool.end', 4],
  ])
})

it('a flood of one kind leaves the others', () => {
  const { events, recent, end } = setUp()
  events.emit('operator.action', { action: 'tool.disable', subject: 'ping', by: undefined })
  end('ping', 'error')
  for (let count = 0; count < 1_000; count++) {
    events.emit('auth.failed', { fault: 'wrong', path: '/' })
    end('nmap', 'error')
  }
  const seen = recent.events().map(event => (event.type === 'tool.end' ? event.tool : event.type))
  expect(seen.slice(0, 2)).toEqual(['operator.action', 'ping'])
  expect([seen.length, new Set(seen).size]).toEqual([102, 4])
})

it('remembers log lines, but not those that are very long', () => {
  const { lines, recent } = setUp()
  for (let count = 0; count < 300; count++) lines.tell(`{"level":"info","count":${count}}`)
  lines.tell(`{"level":"info","text":"${'x'.repeat(5_000)}"}`)
  expect([recent.lines().length, recent.lines().at(-1)]).toEqual([200, '{"level":"info","count":299}'])
})
