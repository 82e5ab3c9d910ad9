import { describe, expect, it } from 'vitest'
import { Plinth, ToolError } from '../index.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'

const circular: Record<string, unknown> = {}
circular.self = circular

const unreadable = new Proxy(new Error('hidden'), {
  getPrototypeOf() {
    throw new Error('out of order')
  },
})

const thrown: readonly [string, unknown][] = [
  ['null', null],
  ['undefined', undefined],
  ['a symbol', Symbol('x')],
  ['an object without a prototype', Object.create(null)],
  ['an error that cannot be read', unreadable],
  ['facts that are too large for JSON', new ToolError('x', { code: 'INTERNAL_ERROR', data: { n: 1n } })],
  ['facts that contain themselves', new ToolError('x', { code: 'INTERNAL_ERROR', data: circular })],
]

describe.each(thrown)('%s, thrown', (_, value) => {
  const log = recordingLog()
  const server = new Plinth({ name: 'test', log })
  const fail = () => {
    throw value
  }
  server.tool('handler', {}, fail)
  server.tool('middleware', { use: [async () => fail()] }, () => '')
  server.resource('a://b', {}, fail)

  it.each(['handler', 'middleware'])('by a %s of a tool is a failed result', async name => {
    const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name } })
    expect(outcome).toMatchObject({ kind: 'result', result: { failure: { code: 'INTERNAL_ERROR' } } })
    expect(() => JSON.stringify(outcome.kind === 'result' && outcome.result)).not.toThrow()
    expect(log.lines.at(-1)?.event).toBe('tool.error')
  })

  it('by a resource is a refusal', async () => {
    const outcome = await dispatch(server.runtime, { method: 'resources/read', params: { uri: 'a://b' } })
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'failed' } })
  })
})
