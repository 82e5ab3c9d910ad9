import { describe, expect, it } from 'vitest'
import { metaKeys } from './envelope.ts'
import {
  classified,
  legacyOnly,
  meta,
  modern,
  request,
  versionHeader,
  type Where,
} from './intake.fixtures.ts'

describe('a notification over HTTP', () => {
  const notification = (claim?: unknown) => ({
    jsonrpc: '2.0',
    method: 'n',
    ...(claim === undefined ? {} : { params: { _meta: { [metaKeys.protocolVersion]: claim } } }),
  })

  it.each<[string, unknown, Record<string, string>]>([
    ['its header', undefined, { [versionHeader]: modern }],
    ['its header and method', undefined, { [versionHeader]: modern, 'mcp-method': 'n' }],
    ['its claim', modern, {}],
    ['both', modern, { [versionHeader]: modern, 'mcp-method': 'n' }],
  ])('is modern by %s', (_name, claim, headers) => {
    expect(classified(notification(claim), { headers })).toMatchObject({
      ok: true,
      value: { era: 'modern', revision: modern, inbound: { kind: 'notification' } },
    })
  })

  it.each<[string, unknown, Record<string, string>, number]>([
    ['a claim that is no text', 1, {}, -32_602],
    ['a claim that its header contradicts', modern, { [versionHeader]: '2025-11-25' }, -32_020],
    [
      'a method that its header contradicts',
      undefined,
      { [versionHeader]: modern, 'mcp-method': 'm' },
      -32_020,
    ],
    ['a claim of a revision that is not served', '2027-01-01', {}, -32_022],
    ['a header of a revision that is not served', undefined, { [versionHeader]: '2027-01-01' }, -32_022],
  ])('is refused with %s, without an id', (_name, claim, headers, code) => {
    const answer = classified(notification(claim), { headers })
    expect(answer).toMatchObject({ ok: false, error: { code, status: 400, subject: 'notification' } })
    if (!answer.ok) expect(answer.error).not.toHaveProperty('id')
  })
})

describe('stdio', () => {
  it.each<[string, unknown, Where, object]>([
    ['a modern request', request('tools/list', { _meta: meta() }), {}, { era: 'modern', revision: modern }],
    ['a handshake', request('initialize', { protocolVersion: '2025-11-25' }), {}, { era: 'legacy' }],
    ['a request before any handshake', request('tools/list'), {}, { era: 'legacy' }],
    [
      'a request after the handshake',
      request('tools/list'),
      { negotiated: '2025-06-18' },
      { era: 'legacy', revision: '2025-06-18' },
    ],
    [
      'a modern request after the handshake',
      request('tools/list', { _meta: meta() }),
      { negotiated: '2025-06-18' },
      { era: 'modern' },
    ],
    ['a response', { jsonrpc: '2.0', id: 1, result: {} }, {}, { era: 'legacy' }],
    ['a cancellation', { jsonrpc: '2.0', method: 'notifications/cancelled' }, {}, { era: 'unclaimed' }],
    [
      'a notification where nothing modern is served',
      { jsonrpc: '2.0', method: 'notifications/cancelled' },
      { served: legacyOnly },
      { era: 'legacy' },
    ],
    [
      'a notification with metadata',
      { jsonrpc: '2.0', method: 'n', params: { _meta: meta() } },
      {},
      { era: 'modern', revision: modern },
    ],
  ])('knows %s', (_name, message, where, value) => {
    expect(classified(message, where)).toMatchObject({ ok: true, value })
  })

  it.each<[string, unknown, number]>([
    [
      'a claim without capabilities',
      request('a', { _meta: { [metaKeys.protocolVersion]: modern } }),
      -32_602,
    ],
    ['a revision that is not served', request('a', { _meta: meta('2027-01-01') }), -32_022],
    [
      'a handshake that claims another revision',
      request('initialize', { _meta: meta('2027-01-01') }),
      -32_022,
    ],
  ])('refuses %s', (_name, message, code) => {
    expect(classified(message)).toMatchObject({ ok: false, error: { code, id: 1, subject: 'request' } })
  })
})

describe('a batch', () => {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
  const note = { jsonrpc: '2.0', method: 'notifications/initialized' }

  it.each<[string, Where]>([
    ['over HTTP with the header of 2025-03-26', { headers: { [versionHeader]: '2025-03-26' } }],
    ['over HTTP without a header', { headers: {} }],
    ['in a session of 2025-03-26', { headers: {}, negotiated: '2025-03-26' }],
    ['on stdio after a handshake', { negotiated: '2025-03-26' }],
  ])('is served %s', (_name, where) => {
    expect(classified([ping, note], where)).toMatchObject({
      ok: true,
      value: {
        era: 'legacy',
        revision: '2025-03-26',
        inbound: { kind: 'batch', messages: [{ message: ping }, { message: note }], errors: [] },
      },
    })
  })

  it.each<[string, Where]>([
    ['on a later revision', { headers: { [versionHeader]: '2025-06-18' } }],
    ['on the revision before', { headers: { [versionHeader]: '2024-11-05' } }],
    ['on the modern revision', { headers: { [versionHeader]: modern } }],
    ['in a session of a later revision', { headers: {}, negotiated: '2025-11-25' }],
    ['on stdio before a handshake', {}],
    ['on stdio of a later revision', { negotiated: '2025-11-25' }],
    ['where 2025-03-26 is not served', { headers: {}, served: { modern: [modern], legacy: ['2025-11-25'] } }],
  ])('is refused %s', (_name, where) => {
    expect(classified([ping], where)).toMatchObject({
      ok: false,
      error: { code: -32_600, status: 400, subject: 'unknown' },
    })
  })

  it('holds no handshake and nothing modern', () => {
    const handshake = { jsonrpc: '2.0', id: 2, method: 'initialize', params: {} }
    const claim = { jsonrpc: '2.0', id: 3, method: 'tools/list', params: { _meta: meta() } }
    expect(classified([ping, handshake, claim, 4], { headers: {} })).toMatchObject({
      ok: true,
      value: {
        inbound: {
          messages: [{ message: ping }],
          errors: [{ code: -32_600 }, { code: -32_600, id: 2 }, { code: -32_600, id: 3 }],
        },
      },
    })
  })
})
