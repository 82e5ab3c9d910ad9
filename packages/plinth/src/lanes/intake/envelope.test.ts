import { describe, expect, it } from 'vitest'
import { claimedRevision, envelopeProblem, hasClaim, metaKeys } from './envelope.ts'

const { protocolVersion, clientCapabilities, clientInfo, logLevel } = metaKeys
const valid = { [protocolVersion]: '2026-07-28', [clientCapabilities]: {} }
const problem = (meta: unknown) => envelopeProblem({ _meta: meta })

describe('the metadata of a modern request', () => {
  it.each<[string, object]>([
    ['what is required', {}],
    ['a client', { [clientInfo]: { name: 'c', version: '1' } }],
    ['a log level', { [logLevel]: 'warning' }],
    ['keys of others', { progressToken: 1, traceparent: 'nonsense', 'com.example/a': [], __proto__: 1 }],
    ['capabilities', { [clientCapabilities]: { roots: { listChanged: true }, sampling: { tools: {} } } }],
    [
      'more capabilities',
      { [clientCapabilities]: { elicitation: { form: {}, url: {} }, extensions: { 'a/b': {} } } },
    ],
    ['capabilities that we do not know', { [clientCapabilities]: { future: true } }],
    [
      'members of capabilities that we do not know',
      { [clientCapabilities]: { elicitation: { future: true } } },
    ],
  ])('may have %s', (_name, more) => {
    expect(problem({ ...valid, ...more })).toBeUndefined()
  })

  it.each<[string, unknown, object]>([
    ['no parameters', undefined, { missing: ['_meta'] }],
    ['no _meta', {}, { missing: ['_meta'] }],
    ['an empty _meta', { _meta: {} }, { missing: [protocolVersion, clientCapabilities] }],
    ['no version', { _meta: { [clientCapabilities]: {} } }, { missing: [protocolVersion] }],
    ['no capabilities', { _meta: { [protocolVersion]: '2026-07-28' } }, { missing: [clientCapabilities] }],
    [
      'an inherited version',
      { _meta: Object.create(valid) },
      { missing: [protocolVersion, clientCapabilities] },
    ],
  ])('is incomplete with %s', (_name, params, data) => {
    expect(envelopeProblem(params as undefined)).toMatchObject({ data })
  })

  it.each<[string, string, unknown]>([
    ['a version that is a number', protocolVersion, 20_260_728],
    ['a version that is null', protocolVersion, null],
    ['capabilities that are a list', clientCapabilities, ['sampling']],
    ['capabilities that are null', clientCapabilities, null],
    ['a capability that is true', clientCapabilities, { sampling: true }],
    ['roots that are a list', clientCapabilities, { roots: [] }],
    ['a mode of elicitation that is true', clientCapabilities, { elicitation: { form: true } }],
    ['settings of an extension that are null', clientCapabilities, { extensions: { 'a/b': null } }],
    ['a client without a version', clientInfo, { name: 'c' }],
    ['a client that is text', clientInfo, 'c'],
    ['a client whose name is a number', clientInfo, { name: 1, version: '1' }],
    ['a log level that there is none of', logLevel, 'loud'],
    ['a log level that objects inherit', logLevel, 'constructor'],
  ])('is wrong with %s', (_name, key, value) => {
    expect(problem({ ...valid, [key]: value })).toMatchObject({ data: { key } })
  })
})

it('is claimed by the key of the version alone, whatever its value', () => {
  expect(hasClaim({ _meta: { [protocolVersion]: null } })).toBe(true)
  expect(hasClaim({ _meta: { [clientCapabilities]: {}, progressToken: 1 } })).toBe(false)
  expect(hasClaim({ _meta: Object.create(valid) })).toBe(false)
  expect(hasClaim({ _meta: [] })).toBe(false)
  expect(hasClaim(undefined)).toBe(false)
  expect(claimedRevision({ _meta: valid })).toBe('2026-07-28')
  expect(claimedRevision({ _meta: { [protocolVersion]: 1 } })).toBeUndefined()
})
