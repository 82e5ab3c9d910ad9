import { describe, expect, it } from 'vitest'
import { paramHeadersOf } from '../../define/param-headers.ts'
import { nodeHeaders } from './header-value.ts'
import { meta, modern, request, versionHeader } from './intake.fixtures.ts'
import { receiveBody } from './intake.ts'
import { defaultLimits } from './limits.ts'
import { checkParamHeaders } from './param-headers.ts'
import { allRevisions } from './revisions.ts'

const string = (name: unknown) => ({ type: 'string', 'x-mcp-header': name })
const properties = (members: object) => ({ type: 'object', properties: members })

describe('checkParamHeaders', () => {
  const declared = paramHeadersOf(
    properties({
      region: string('Region'),
      shard: { type: 'integer', 'x-mcp-header': 'Shard' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
      target: properties({ name: string('Target') }),
    }),
    'the input',
  )
  const check = (args: unknown, headers: Record<string, string>) =>
    checkParamHeaders(nodeHeaders(headers), args, declared, { subject: 'request', id: 1 })

  it.each<[object | undefined, Record<string, string>]>([
    [undefined, {}],
    [{}, { 'mcp-param-unknown': 'ignored' }],
    [{ region: null }, {}],
    [{ region: 'us-west1' }, { 'mcp-param-region': ' us-west1 ' }],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8=?=' }],
    [{ region: 'SGVsbG8=' }, { 'mcp-param-region': 'SGVsbG8=' }],
    [{ region: '=?base64?SGVsbG8=' }, { 'mcp-param-region': '=?base64?SGVsbG8=' }],
    [{ region: '' }, { 'mcp-param-region': '' }],
    [{ shard: 42 }, { 'mcp-param-shard': '42' }],
    [{ shard: 42 }, { 'mcp-param-shard': '42.0' }],
    [{ shard: -7 }, { 'mcp-param-shard': '-7' }],
    [{ dry: true }, { 'mcp-param-dry': 'true' }],
    [{ target: { name: 'a' } }, { 'mcp-param-target': 'a' }],
    // A value of the wrong kind is for the schema to refuse.
    [{ region: {} }, {}],
  ])('passes %j with %j', (args, headers) => {
    expect(check(args, headers)).toBeUndefined()
  })

  it.each<[object | undefined, Record<string, string>, RegExp]>([
    [{ region: 'a' }, {}, /Mcp-Param-Region header is missing: mirror arguments.region/],
    [{ region: 'a' }, { 'mcp-param-region': 'b' }, /does not match arguments.region/],
    [{ region: 'a' }, { 'mcp-param-region': 'A' }, /does not match/],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }, /canonical Base64/],
    [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }, /canonical Base64/],
    [{ region: 'é' }, { 'mcp-param-region': 'é' }, /invalid characters/],
    [{}, { 'mcp-param-region': 'a' }, /header is there but arguments.region is not/],
    [{ region: null }, { 'mcp-param-region': 'a' }, /header is there but/],
    [undefined, { 'mcp-param-region': 'a' }, /header is there but/],
    [{ shard: 42 }, { 'mcp-param-shard': '43' }, /does not match/],
    [{ shard: 26 }, { 'mcp-param-shard': '0x1a' }, /does not match/],
    [{ shard: 1000 }, { 'mcp-param-shard': '1e3' }, /does not match/],
    [{ shard: 42 }, { 'mcp-param-shard': '42.00000000000000000001' }, /does not match/],
    [{ shard: 9_007_199_254_740_992 }, { 'mcp-param-shard': '9007199254740993' }, /does not match/],
    [{ dry: true }, { 'mcp-param-dry': 'True' }, /does not match/],
    [{ target: { name: 'a' } }, { 'mcp-param-target': 'b' }, /arguments.target.name/],
  ])('refuses %j with %j', (args, headers, message) => {
    const error = check(args, headers)
    expect(error).toMatchObject({ code: -32_020, status: 400, id: 1 })
    expect(error?.message).toMatch(message)
  })

  it('repeats no argument, which may be a secret', () => {
    const error = check({ region: 'hunter2' }, { 'mcp-param-region': 'hunter3' })
    expect(JSON.stringify(error)).not.toMatch(/hunter/)
  })

  it('reads no member that arguments inherit', () => {
    const inherited = paramHeadersOf(properties({ toString: string('Name') }), 'the input')
    const header = nodeHeaders({ 'mcp-param-name': 'a' })
    expect(checkParamHeaders(header, {}, inherited, { subject: 'request' })).toMatchObject({ code: -32_020 })
    expect(checkParamHeaders(nodeHeaders({}), {}, inherited, { subject: 'request' })).toBeUndefined()
  })
})

describe('a message with mirrored arguments', () => {
  const declared = paramHeadersOf(properties({ region: string('Region') }), 'the input')
  const receive = (method: string, params: object, headers: Record<string, string>) =>
    receiveBody(
      Buffer.from(JSON.stringify(request(method, { ...params, _meta: meta() }))),
      nodeHeaders({ [versionHeader]: modern, 'mcp-method': method, ...headers }),
      {
        limits: defaultLimits,
        served: allRevisions,
        paramHeaders: tool => (tool === 'route' ? declared : []),
      },
    )
  const call = (name: string, headers: Record<string, string>) =>
    receive('tools/call', { name, arguments: { region: 'a' } }, { 'mcp-name': name, ...headers })

  it('is refused when it calls a tool that declares them, and they disagree', () => {
    expect(call('route', { 'mcp-param-region': 'a' })).toMatchObject({ ok: true })
    for (const headers of [{}, { 'mcp-param-region': 'b' }])
      expect(call('route', headers)).toMatchObject({ ok: false, error: { code: -32_020, id: 1 } })
  })

  it('passes when it calls another tool, or none', () => {
    expect(call('other', { 'mcp-param-region': 'b' })).toMatchObject({ ok: true })
    const prompt = { name: 'route', arguments: { region: 'a' } }
    expect(receive('prompts/get', prompt, { 'mcp-name': 'route' })).toMatchObject({ ok: true })
  })
})
