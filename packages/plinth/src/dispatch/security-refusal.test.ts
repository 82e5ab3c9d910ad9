import { describe, expect, it } from 'vitest'
import { ToolError } from '../define/errors.ts'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'

const eventsOf = async (data: Readonly<Record<string, unknown>>, message = 'Not this one') => {
  const server = new Plinth({ name: 'test' })
  server.tool('t', {}, () => {
    throw new ToolError(message, { code: 'VALIDATION_ERROR', data })
  })
  const events: OperationEvent[] = []
  server.runtime.events.subscribe(event => event.type === 'security.refused' && events.push(event))
  await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
  return events
}

describe('a handler that refuses something for safety', () => {
  it.each([
    [{ refused: 'target', rule: 'not-allowed' }, 'target', 'not-allowed'],
    [{ refused: 'argument', rule: 'flag' }, 'flag', 'flag'],
    [{ refused: 'file', rule: 'outside' }, 'file', 'outside'],
    [{ refused: 'url' }, 'url', 'not-allowed'],
    [{ refused: 'code', rule: 3 }, 'code', '3'],
  ])('is heard of: %j', async (data, what, rule) => {
    expect(await eventsOf(data)).toMatchObject([
      { what, rule, subject: 'Not this one', origin: { name: 't' } },
    ])
  })

  it.each([
    {},
    { refused: 'target', rule: 'unresolved' },
    { refused: true },
    { refused: 'toString' },
    { rule: 'x' },
  ])('is told from other failures: %j', async data => {
    expect(await eventsOf(data)).toEqual([])
  })

  it('is not quoted at any length', async () => {
    const [event] = await eventsOf({ refused: 'url' }, 'x'.repeat(10_000))
    expect(event && 'subject' in event && event.subject.length).toBe(256)
  })
})
