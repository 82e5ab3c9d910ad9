import { describe, expect, it } from 'vitest'
import {
  classified,
  legacyOnly,
  meta,
  modern,
  modernOnly,
  request,
  versionHeader,
  type Where,
} from './intake.fixtures.ts'
import { legacyRevisions, modernRevisions } from './revisions.ts'

const list = request('tools/list', { _meta: meta() })
const plainList = request('tools/list')
const listHeaders = { [versionHeader]: modern, 'mcp-method': 'tools/list' }
const initialize = request('initialize', { protocolVersion: '2025-11-25' })

describe('an older message over HTTP', () => {
  const session = { [versionHeader]: '2025-06-18', 'mcp-session-id': 's' }

  it.each<[string, unknown, Where, string | undefined]>([
    ['a handshake', initialize, { headers: {} }, undefined],
    ['a handshake with an older header', initialize, { headers: { [versionHeader]: 'v9' } }, undefined],
    ['a request', plainList, { headers: session }, '2025-06-18'],
    ['a request without a header', plainList, { headers: {} }, undefined],
    [
      'a request without a header in a session',
      plainList,
      { headers: {}, negotiated: '2025-11-25' },
      '2025-11-25',
    ],
    [
      'a notification',
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { headers: session },
      '2025-06-18',
    ],
    ['a response', { jsonrpc: '2.0', id: 1, result: {} }, { headers: session }, '2025-06-18'],
    [
      'a modern claim on a server without modern revisions',
      list,
      { headers: {}, served: legacyOnly },
      undefined,
    ],
  ])('is recognised: %s', (_name, message, where, revision) => {
    const answer = classified(message, where)
    expect(answer).toMatchObject({ ok: true, value: { era: 'legacy' } })
    if (answer.ok && answer.value.era === 'legacy') expect(answer.value.revision).toBe(revision)
  })

  it.each([plainList, { jsonrpc: '2.0', method: 'n' }, { jsonrpc: '2.0', id: 1, result: {} }])(
    'is refused on a revision that is not served: %j',
    message => {
      expect(classified(message, { headers: { [versionHeader]: '2024-01-01' } })).toMatchObject({
        ok: false,
        error: {
          code: -32_022,
          status: 400,
          data: { supported: [...modernRevisions, ...legacyRevisions], requested: '2024-01-01' },
        },
      })
    },
  )

  it('is not refused in modern terms where nothing modern is served, or clients would not fall back', () => {
    expect(classified(list, { headers: listHeaders, served: legacyOnly })).toMatchObject({
      ok: false,
      error: { code: -32_600, status: 400, id: 1 },
    })
  })

  it('does not answer to a modern client', () => {
    const answer = classified({ jsonrpc: '2.0', id: 1, result: {} }, { headers: listHeaders })
    expect(answer).toMatchObject({ ok: false, error: { code: -32_600, status: 400, subject: 'response' } })
  })
})

describe('a server that is modern only', () => {
  const http = (message: unknown, headers: Record<string, string> = {}) =>
    classified(message, { served: modernOnly, headers })
  const stdio = (message: unknown) => classified(message, { served: modernOnly })
  const version = { supported: [modern], requested: '2025-11-25' }

  it.each<[string, () => ReturnType<typeof classified>, object]>([
    ['a request without headers', () => http(plainList), { code: -32_020, message: /supports 2026-07-28/ }],
    [
      'an older request',
      () => http(plainList, { [versionHeader]: '2025-11-25' }),
      { code: -32_022, data: version },
    ],
    ['a request without metadata', () => http(plainList, listHeaders), { code: -32_602 }],
    ['a handshake', () => http(initialize), { code: -32_022, data: version, message: /2026-07-28/ }],
    [
      'a handshake without a version',
      () => http(request('initialize')),
      { code: -32_602, message: /2026-07-28/ },
    ],
    ['a notification without headers', () => http({ jsonrpc: '2.0', method: 'n' }), { code: -32_020 }],
    ['a response', () => http({ jsonrpc: '2.0', id: 1, result: {} }), { code: -32_600 }],
    ['a batch', () => http([plainList]), { code: -32_600 }],
    ['a request without metadata on stdio', () => stdio(plainList), { code: -32_602, message: /2026-07-28/ }],
    ['a handshake on stdio', () => stdio(initialize), { code: -32_022, data: version }],
    ['a response on stdio', () => stdio({ jsonrpc: '2.0', id: 1, result: {} }), { code: -32_600 }],
  ])('refuses %s', (_name, answer, { message, ...expected }: { message?: RegExp }) => {
    const got = answer()
    expect(got).toMatchObject({ ok: false, error: { status: 400, ...expected } })
    if (!got.ok && message) expect(got.error.message).toMatch(message)
  })
})
