import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { headersOf, modernRequest } from '../src/testing/modern.fixtures.ts'
import { compare } from './compare.ts'
import { differences } from './differences.ts'
import { createLanes } from './lanes.ts'
import { type Post, post } from './traffic.ts'

const lanes = await createLanes()
afterAll(() => lanes.close())

const verdictOn = async (sent: Post) => compare(sent, await lanes.native(sent), await lanes.sdk(sent))

const echo = modernRequest(1, 'tools/call', { name: 'echo', arguments: { text: 'x' } })

const sending = (message: object, headers: Readonly<Record<string, string>> = {}): Post => ({
  headers: { ...headersOf(echo), ...headers },
  body: Buffer.from(JSON.stringify(message)),
})

const without = (header: string, { headers, body }: Post): Post => ({
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header)),
  body,
})

const { _meta, ...bare } = echo.params

const examples: Readonly<Record<string, Post>> = {
  'a body in another media type has a code of our own': sending(echo, { 'content-type': 'text/plain' }),
  'a body in an encoding that is not known is not read': sending(echo, { 'content-encoding': 'gzip' }),
  'a client that takes no form of answer gets 406': sending(echo, { accept: 'text/html' }),
  'bytes that are not UTF-8, or begin with a byte order mark, are no message': {
    headers: headersOf(echo),
    body: Buffer.from(`\uFEFF${JSON.stringify(echo)}`),
  },
  'an id that is none is not echoed': sending({ ...echo, id: 1.5 }),
  'an error has the id of its request wherever that could be read': sending({ ...echo, method: 5 }),
  'metadata in the wrong form is a wrong parameter': sending({ ...echo, params: { ...bare, _meta: [] } }),
  'what comes back with a retry in the wrong form is refused': sending({
    ...echo,
    params: { ...echo.params, inputResponses: [] },
  }),
  'a message that names no revision belongs to the older ones': without(
    'mcp-protocol-version',
    sending({ ...echo, params: bare }),
  ),
  'an unknown revision in the header is named as such': sending(
    { ...echo, params: bare },
    { 'mcp-protocol-version': '1999-01-01' },
  ),
}

describe('the native lane and the SDK', () => {
  it('answer alike, or the specification decides', { timeout: 30_000 }, async () => {
    const equal = { yes: 0, all: 0 }
    await fc.assert(
      fc.asyncProperty(post, async sent => {
        const verdict = await verdictOn(sent)
        equal.all++
        if (verdict.kind === 'equal') equal.yes++
        expect(verdict).not.toMatchObject({ kind: 'unexplained' })
      }),
      { numRuns: 3_000 },
    )
    expect(equal.yes / equal.all).toBeGreaterThan(0.8)
  })

  it('have an example for each way in which they differ', () => {
    expect(Object.keys(examples).sort()).toEqual(differences.map(({ name }) => name).sort())
  })

  it.each(differences)('differ: $name', async difference => {
    const example = examples[difference.name]
    expect(example && (await verdictOn(example))).toEqual({ kind: 'decided', difference })
  })

  it('answer the official client alike', async () => {
    const verdicts: unknown[] = []
    /** Both lanes get what the client sends; it hears the native one. */
    const both: typeof fetch = async (_, { method, headers, body } = {}) => {
      if (method !== 'POST') return new Response(null, { status: 405 })
      const sent = { headers: Object.fromEntries(new Headers(headers)), body: Buffer.from(String(body)) }
      const [native, sdk] = [await lanes.native(sent), await lanes.sdk(sent)]
      verdicts.push(compare(sent, native, sdk).kind)
      const { status, headers: told, messages } = native
      const text =
        told['content-type'] === 'text/event-stream'
          ? messages.map(message => `data: ${JSON.stringify(message)}\n\n`).join('')
          : JSON.stringify(messages[0])
      return new Response(text, { status, headers: told })
    }
    const client = new Client(
      { name: 'recorded', version: '1.0.0' },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    )
    client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { yes: true } }))
    await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch: both }))
    expect((await client.listTools()).tools.length).toBeGreaterThan(5)
    expect((await client.callTool({ name: 'echo', arguments: { text: 'Zoë' } })).content).toEqual([
      { type: 'text', text: 'Zoë' },
    ])
    const seen: number[] = []
    const onprogress = ({ progress }: { progress: number }) => void seen.push(progress)
    await client.callTool({ name: 'steps', arguments: { count: 3 } }, { onprogress })
    expect((await client.callTool({ name: 'ask', arguments: {} })).content).toEqual([
      { type: 'text', text: 'accept' },
    ])
    expect((await client.callTool({ name: 'fail', arguments: {} })).isError).toBe(true)
    await client.callTool({ name: 'nobody', arguments: {} }).catch(() => {})
    await client.getPrompt({ name: 'greet', arguments: { name: 'Ada' } })
    await client.readResource({ uri: 'note://one' })
    await client.listResourceTemplates()
    await client.complete({
      ref: { type: 'ref/prompt', name: 'greet' },
      argument: { name: 'name', value: 'A' },
    })
    await client.close()
    expect(seen).toEqual([1, 2, 3])
    expect(verdicts.length).toBeGreaterThan(11)
    expect(new Set(verdicts)).toEqual(new Set(['equal']))
  })
})
