import {
  classifyInboundRequest,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from '@modelcontextprotocol/server'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { metaKeys } from './envelope.ts'
import { classified, meta, modern, versionHeader } from './intake.fixtures.ts'
import { defaultLimits } from './limits.ts'
import { shapeMessage } from './shape.ts'

const acceptedBySdk = {
  request: isJSONRPCRequest,
  notification: isJSONRPCNotification,
  response: (message: unknown) => isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message),
}

const mostly = (...usual: readonly unknown[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.jsonValue() })
const params = mostly({}, { _meta: { progressToken: 'p' } }, { _meta: { progressToken: 1, other: null } })
const error = fc.record(
  { code: mostly(-1), message: mostly('no'), data: fc.jsonValue() },
  { requiredKeys: [] },
)
const call = fc.record(
  { jsonrpc: fc.constant('2.0'), id: mostly(1, 'a'), method: mostly('ping'), params, extra: fc.jsonValue() },
  { requiredKeys: ['jsonrpc', 'method'] },
)
const answer = fc.record(
  { jsonrpc: fc.constant('2.0'), id: mostly(1, 'a', null), result: params, error, extra: fc.jsonValue() },
  { requiredKeys: ['jsonrpc'] },
)

it('passes on nothing that the official SDK would not take', () => {
  let passed = 0
  fc.assert(
    fc.property(fc.oneof(call, answer), value => {
      const shaped = shapeMessage(value, defaultLimits)
      if (!shaped.ok || shaped.value.kind === 'batch') return
      passed++
      expect(acceptedBySdk[shaped.value.kind](shaped.value.message)).toBe(true)
    }),
    { numRuns: 2000 },
  )
  expect(passed).toBeGreaterThan(500)
})

const claims = fc.oneof(
  fc.constant({}),
  fc.constantFrom<unknown>(modern, '2025-11-25', 1, null).map(meta),
  fc.constant({ [metaKeys.protocolVersion]: modern }),
  fc.constant({ [metaKeys.clientCapabilities]: {} }),
  fc.constant({ ...meta(), [metaKeys.clientInfo]: { name: 'no version' } }),
  fc.constant({ ...meta(), [metaKeys.clientInfo]: { name: 'n', version: '1' } }),
  fc.constant({ ...meta(), [metaKeys.logLevel]: 'loud' }),
  fc.constant({ ...meta(), [metaKeys.clientCapabilities]: { sampling: 1 } }),
  fc.constant({ ...meta(), [metaKeys.clientCapabilities]: { extensions: { 'a/b': 1 } } }),
  fc.constant({ ...meta(), progressToken: 7 }),
)
const claiming = fc.record(
  {
    jsonrpc: fc.constant('2.0'),
    id: fc.constantFrom(1, 'a'),
    method: fc.constantFrom('tools/list', 'initialize', 'constructor'),
    params: claims.map(claim => ({ protocolVersion: '2025-11-25', _meta: claim })),
  },
  { requiredKeys: ['jsonrpc', 'method'] },
)

it('finds the era and the errors that the official SDK finds', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(
      claiming,
      fc.constantFrom(undefined, modern, '2025-11-25'),
      fc.constantFrom(undefined, 'tools/list', 'other'),
      (message, version, method) => {
        const theirs = classifyInboundRequest({
          httpMethod: 'POST',
          body: message,
          ...(version === undefined ? {} : { protocolVersionHeader: version }),
          ...(method === undefined ? {} : { mcpMethodHeader: method }),
        })
        const ours = classified(message, {
          headers: { ...(version && { [versionHeader]: version }), ...(method && { 'mcp-method': method }) },
        })
        // What the SDK looks at after it has found the era, we have looked at here.
        const isLater = !ours.ok && theirs.kind === 'modern' && [-32_020, -32_022].includes(ours.error.code)
        const verdict = ours.ok ? ours.value.era : ours.error.code
        seen.add(`${verdict}`)
        if (!isLater) expect(verdict).toBe(theirs.kind === 'reject' ? theirs.code : theirs.kind)
      },
    ),
    { numRuns: 1000 },
  )
  expect([...seen].sort()).toEqual(['-32020', '-32022', '-32602', 'legacy', 'modern'])
})
