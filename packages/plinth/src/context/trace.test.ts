import { expect, it } from 'vitest'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'

const [META, HEADER, SPAN] = ['a', 'b', 'c'].map(
  digit => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`,
) as [string, string, string]

const tracing = () => {
  const server = new Plinth({ name: 'traced' })
  server.tool('show', {}, (_, ctx) => JSON.stringify(ctx.trace))
  server.tool('around', {}, (_, ctx) => ctx.call('show'))
  return server
}

const shown = async (
  server: Plinth,
  meta: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
  name = 'show',
) => textOf(await dispatch(server.runtime, { method: 'tools/call', params: { name }, meta }, { headers }))

it.each([
  ['of the request', { traceparent: META, tracestate: 'a=1' }, {}, { traceparent: META, tracestate: 'a=1' }],
  [
    'of the request before that of its headers',
    { traceparent: META },
    { traceparent: HEADER },
    { traceparent: META },
  ],
  [
    'of the headers',
    {},
    { traceparent: HEADER, tracestate: 'b=2' },
    { traceparent: HEADER, tracestate: 'b=2' },
  ],
  [
    'of the headers where the other is none',
    { traceparent: 'x\r\ny: z' },
    { traceparent: HEADER },
    { traceparent: HEADER },
  ],
  ['that is not there', { tracestate: 'a=1' }, {}, {}],
])('a call has the trace %s', async (_, meta, headers, expected) => {
  expect(JSON.parse(await shown(tracing(), meta, headers))).toEqual(expected)
})

it('a tool that another one calls has it too', async () => {
  expect(await shown(tracing(), { traceparent: META }, {}, 'around')).toContain(META)
})

it('the span that is active comes first', async () => {
  const server = tracing()
  server.runtime.traceBy(() => ({ traceparent: SPAN }))
  expect(JSON.parse(await shown(server, { traceparent: META }))).toEqual({ traceparent: SPAN })
})
