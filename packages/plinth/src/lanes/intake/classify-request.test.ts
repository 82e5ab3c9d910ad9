import { describe, expect, it } from 'vitest'
import { metaKeys } from './envelope.ts'
import { classified, meta, modern, modernOnly, request, versionHeader } from './intake.fixtures.ts'
import { allRevisions } from './revisions.ts'

const list = request('tools/list', { _meta: meta() })
const plainList = request('tools/list')
const listHeaders = { [versionHeader]: modern, 'mcp-method': 'tools/list' }
const initialize = request('initialize', { protocolVersion: '2025-11-25' })

describe('a modern request over HTTP', () => {
  const call = (name: string) => request('tools/call', { name, _meta: meta() })
  const callHeaders = { [versionHeader]: modern, 'mcp-method': 'tools/call' }

  it.each<[string, unknown, Record<string, string>]>([
    ['that is complete', list, listHeaders],
    [
      'with blanks around its headers',
      list,
      { [versionHeader]: ` ${modern}\t`, 'mcp-method': ' tools/list ' },
    ],
    ['with a session header, which means nothing to it', list, { ...listHeaders, 'mcp-session-id': 'x' }],
    ['with a name', call('echo'), { ...callHeaders, 'mcp-name': ' echo ' }],
    ['with an encoded name', call('écho'), { ...callHeaders, 'mcp-name': '=?base64?w6ljaG8=?=' }],
    [
      'without a name, which is for its method to refuse',
      request('tools/call', { _meta: meta() }),
      callHeaders,
    ],
    [
      'of a task without a name header',
      request('tasks/get', { taskId: 't', _meta: meta() }),
      { [versionHeader]: modern, 'mcp-method': 'tasks/get' },
    ],
    [
      'that calls a method of the older revisions',
      request('initialize', { _meta: meta() }),
      { [versionHeader]: modern, 'mcp-method': 'initialize' },
    ],
    [
      'of a method that objects inherit',
      request('constructor', { _meta: meta(), name: 'a' }),
      { [versionHeader]: modern, 'mcp-method': 'constructor' },
    ],
  ])('%s passes', (_name, message, headers) => {
    for (const served of [allRevisions, modernOnly]) {
      expect(classified(message, { served, headers })).toMatchObject({
        ok: true,
        value: { era: 'modern', revision: modern },
      })
    }
  })

  it.each<[string, unknown, Record<string, string>, number, RegExp]>([
    [
      'no version header',
      list,
      { 'mcp-method': 'tools/list' },
      -32_020,
      /MCP-Protocol-Version header is missing/,
    ],
    ['no method header', list, { [versionHeader]: modern }, -32_020, /Mcp-Method header is missing/],
    ['no headers', list, {}, -32_020, /MCP-Protocol-Version header is missing/],
    ['another method header', list, { ...listHeaders, 'mcp-method': 'prompts/list' }, -32_020, /Mcp-Method/],
    [
      'a method header of another case',
      list,
      { ...listHeaders, 'mcp-method': 'TOOLS/LIST' },
      -32_020,
      /Mcp-Method/,
    ],
    [
      'two method headers',
      list,
      { ...listHeaders, 'mcp-method': 'tools/list, tools/list' },
      -32_020,
      /Mcp-Method/,
    ],
    [
      'another version header',
      list,
      { ...listHeaders, [versionHeader]: '2025-11-25' },
      -32_020,
      /2025-11-25/,
    ],
    [
      'a version header that is empty',
      list,
      { ...listHeaders, [versionHeader]: '' },
      -32_020,
      /does not match/,
    ],
    ['no name header', call('echo'), callHeaders, -32_020, /Mcp-Name header is missing/],
    [
      'another name header',
      call('echo'),
      { ...callHeaders, 'mcp-name': 'other' },
      -32_020,
      /"other".*"echo"/,
    ],
    [
      'a name header of another case',
      call('echo'),
      { ...callHeaders, 'mcp-name': 'Echo' },
      -32_020,
      /Mcp-Name/,
    ],
    [
      'a broken name header',
      call('echo'),
      { ...callHeaders, 'mcp-name': '=?base64?ZWNo?=?=' },
      -32_020,
      /Base64/,
    ],
    [
      'a broken name header, and no name in the body',
      request('tools/call', { _meta: meta() }),
      { ...callHeaders, 'mcp-name': '=?base64?!?=' },
      -32_020,
      /Base64/,
    ],
    ['a name header beyond ASCII', call('écho'), { ...callHeaders, 'mcp-name': 'écho' }, -32_020, /invalid/],
    [
      'a task header that names another task',
      request('tasks/get', { taskId: 't', _meta: meta() }),
      { [versionHeader]: modern, 'mcp-method': 'tasks/get', 'mcp-name': 'u' },
      -32_020,
      /Mcp-Name/,
    ],
    [
      'a resource header that names another resource',
      request('resources/read', { uri: 'a:b', _meta: meta() }),
      { [versionHeader]: modern, 'mcp-method': 'resources/read', 'mcp-name': 'a:c' },
      -32_020,
      /Mcp-Name/,
    ],
    [
      'no metadata',
      plainList,
      listHeaders,
      -32_602,
      /protocolVersion" and .*clientCapabilities".*2026-07-28/,
    ],
    ['an empty _meta', request('tools/list', { _meta: {} }), listHeaders, -32_602, /protocolVersion/],
    [
      'no capabilities',
      request('tools/list', { _meta: { [metaKeys.protocolVersion]: modern } }),
      listHeaders,
      -32_602,
      /clientCapabilities/,
    ],
    [
      'a version that is no text',
      request('tools/list', { _meta: meta(1) }),
      listHeaders,
      -32_602,
      /must be a string/,
    ],
    [
      'initialize',
      initialize,
      { [versionHeader]: modern, 'mcp-method': 'initialize' },
      -32_020,
      /server\/discover/,
    ],
  ])('is refused with %s', (_name, message, headers, code, text) => {
    const answer = classified(message, { headers })
    expect(answer).toMatchObject({ ok: false, error: { code, status: 400, id: 1, subject: 'request' } })
    if (!answer.ok) expect(answer.error.message).toMatch(text)
  })

  it.each(['v999.0.0', '2027-01-01', '2025-11-25', '1900-01-01', ''])(
    'is told what else there is than %j',
    claim => {
      const message = request('server/discover', { _meta: meta(claim) })
      const headers = { [versionHeader]: claim, 'mcp-method': 'server/discover' }
      expect(classified(message, { headers })).toMatchObject({
        ok: false,
        error: { code: -32_022, status: 400, id: 1, data: { supported: [modern], requested: claim } },
      })
    },
  )

  it('names what is missing', () => {
    expect(classified(plainList, { headers: listHeaders })).toMatchObject({
      error: { data: { missing: ['_meta'] } },
    })
  })
})
