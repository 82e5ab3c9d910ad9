import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeHeaders } from './header-value.ts'
import { legacyOnly, mayEmit, meta, modern, modernOnly } from './intake.fixtures.ts'
import { receiveBody, receiveLine } from './intake.ts'
import { encodeError } from './intake-error.ts'
import { defaultLimits } from './limits.ts'
import { allRevisions, legacyRevisions, modernRevisions } from './revisions.ts'

const everyRevision = [...modernRevisions, ...legacyRevisions]
const settings = { limits: defaultLimits, served: allRevisions }
const bytes = (text: string) => new TextEncoder().encode(text)
const pristine = Reflect.ownKeys(Object.prototype).length

const hostileNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '']
const revision = fc.constantFrom(undefined, ...everyRevision, 'v999', '', '2027-01-01')
const header = fc.constantFrom(
  undefined,
  modern,
  '2025-11-25',
  'tools/call',
  'echo',
  '=?base64?ZWNobw==?=',
  'v999',
  '',
)
const headers = fc
  .record({
    'mcp-protocol-version': header,
    'mcp-method': header,
    'mcp-name': header,
    'mcp-session-id': header,
  })
  .map(nodeHeaders)
const served = fc.constantFrom(allRevisions, modernOnly, legacyOnly)

const key = fc.oneof(
  fc.constantFrom(
    'jsonrpc',
    'id',
    'method',
    'params',
    'result',
    'error',
    '_meta',
    'progressToken',
    ...hostileNames,
  ),
  fc.string({ maxLength: 5 }),
)
const anything = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(
      null,
      true,
      '2.0',
      1,
      1.5,
      2 ** 53,
      'tools/call',
      modern,
      'echo',
      ...hostileNames,
    ),
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
})).value

const valid = fc.constantFrom<object>(
  {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'echo', arguments: { a: 1 }, _meta: meta() },
  },
  {
    jsonrpc: '2.0',
    id: 'x',
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {} },
  },
  { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
  { jsonrpc: '2.0', id: 1, result: { roots: [] } },
  [{ jsonrpc: '2.0', id: 1, method: 'ping' }],
)
/** A valid message, of which one member at any depth is replaced, added or left out. */
const mutated = fc
  .tuple(valid, fc.nat(), key, anything, fc.boolean())
  .map(([message, where, name, value, remove]) => {
    const copy = structuredClone(message)
    const objects: object[] = []
    const walk = (each: unknown) => {
      if (typeof each !== 'object' || each === null) return
      objects.push(each)
      for (const child of Object.values(each)) walk(child)
    }
    walk(copy)
    const target = objects[where % objects.length] ?? copy
    const names = Object.keys(target)
    const chosen = names[where % Math.max(1, names.length)] ?? name
    if (remove) Reflect.deleteProperty(target, chosen)
    else
      Object.defineProperty(target, where % 2 ? name : chosen, {
        value,
        enumerable: true,
        configurable: true,
      })
    return copy
  })

const received = (
  line: Uint8Array,
  read: ReturnType<typeof nodeHeaders>,
  which: typeof allRevisions,
  was?: string,
) => [
  receiveBody(line, read, { ...settings, served: which }, { revision: was }),
  receiveLine(line, { ...settings, served: which }, { revision: was }),
]

const check = (outcomes: ReturnType<typeof received>) => {
  for (const outcome of outcomes) {
    if (outcome.ok) {
      expect(['modern', 'legacy', 'unclaimed']).toContain(outcome.value.era)
      continue
    }
    const { error } = outcome
    expect(everyRevision.some(each => mayEmit(error.code, each))).toBe(true)
    expect([400, 413]).toContain(error.status)
    expect(error.message).not.toBe('')
    if (error.subject === 'notification' || error.subject === 'response') expect(error.id).toBeUndefined()
    const answer: unknown = JSON.parse(encodeError(error, '2025-06-18'))
    expect(answer).toMatchObject({ jsonrpc: '2.0', id: error.id ?? null, error: { code: error.code } })
  }
  expect(Reflect.ownKeys(Object.prototype).length).toBe(pristine)
}

describe('whatever arrives gets a message or an error of the specification', () => {
  it.each<[string, fc.Arbitrary<Uint8Array>]>([
    ['bytes', fc.uint8Array({ maxLength: 300 })],
    ['text', fc.string({ unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)) }).map(bytes)],
    ['JSON', anything.map(value => bytes(JSON.stringify(value) ?? ''))],
    ['messages with a fault', mutated.map(value => bytes(JSON.stringify(value)))],
    ['batches with a fault', fc.array(mutated, { maxLength: 3 }).map(value => bytes(JSON.stringify(value)))],
  ])('%s', { timeout: 20_000 }, (_name, input) => {
    fc.assert(
      fc.property(input, headers, served, revision, (line, read, which, was) => {
        check(received(line, read, which, was))
      }),
      { numRuns: 500 },
    )
  })
})

describe('what passes', () => {
  it('has an id that can be echoed exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeInteger(), fc.bigInt()), id => {
        const text = `{"jsonrpc":"2.0","method":"ping","id":${typeof id === 'bigint' ? id : JSON.stringify(id)}}`
        const outcome = receiveLine(bytes(text), settings)
        if (!outcome.ok || outcome.value.inbound.kind !== 'request') return
        const echoed = outcome.value.inbound.message.id
        expect(JSON.stringify(echoed)).toBe(JSON.stringify(JSON.parse(text).id))
        if (typeof id === 'bigint') expect(String(echoed)).toBe(String(id))
      }),
    )
  })

  it.each(hostileNames)('may have %j anywhere, and nothing is polluted', name => {
    const text = `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(name)},"params":{${JSON.stringify(name)}:{"polluted":1},
      "arguments":{${JSON.stringify(name)}:{"polluted":1}},"cursor":${JSON.stringify(name)},
      "_meta":{"__proto__":{"polluted":1},${JSON.stringify(meta()).slice(1, -1)}}}}`
    const outcome = receiveLine(bytes(text), settings)
    expect(outcome).toMatchObject({ ok: true, value: { era: 'modern', revision: modern } })
    expect(Reflect.ownKeys(Object.prototype).length).toBe(pristine)
    expect({}).not.toHaveProperty('polluted')
  })
})
