import { describe, expect, it } from 'vitest'
import { readServers, UnusableConfig, withQuestions, withServer } from './config-text.ts'

const JSON_ONLY = { field: 'mcpServers', hasComments: false } as const
const JSONC = { field: 'servers', hasComments: true } as const
const ENTRY = { command: 'node', args: ['a.ts'] }

describe('readServers', () => {
  it('gives the servers by name; none of an empty file', () => {
    expect(readServers('{ "mcpServers": { "a": { "url": "x" } } }', JSON_ONLY)).toEqual({ a: { url: 'x' } })
    expect(readServers('  \n', JSON_ONLY)).toEqual({})
    expect(readServers('{ "other": 1 }', JSON_ONLY)).toEqual({})
    expect(readServers('\uFEFF{ "mcpServers": { "a": {} } }', JSON_ONLY)).toEqual({ a: {} })
  })

  it('takes comments and trailing commas where the client does', () => {
    const text = '{\n  // mine\n  "servers": { "a": {}, },\n}'
    expect(readServers(text, JSONC)).toEqual({ a: {} })
    expect(() => readServers(text, JSON_ONLY)).toThrow(UnusableConfig)
  })

  it.each([
    ['{ "mcpServers": {\n', /does not parse: \w+ in line/],
    ['{\n"a" 1 }', /in line 2/],
    ['[]', /no JSON object/],
    ['{ "mcpServers": [] }', /"mcpServers" is no object/],
  ])('refuses %j', (text, reason) => {
    expect(() => readServers(text, JSON_ONLY)).toThrow(reason)
  })
})

describe('withServer', () => {
  it('begins a file', () => {
    expect(withServer('', 'mcpServers', 'weather', ENTRY)).toBe(
      '{\n  "mcpServers": {\n    "weather": {\n      "command": "node",\n      "args": [\n        "a.ts"\n      ]\n    }\n  }\n}\n',
    )
  })

  it('keeps everything else as it is: comments, other servers, indentation, line ends, the mark of the encoding', () => {
    const text =
      '\uFEFF{\r\n\t// mine\r\n\t"servers": {\r\n\t\t"a": {"url":"x"} // inline\r\n\t},\r\n\t"theme": "dark"\r\n}\r\n'
    const after = withServer(text, 'servers', 'b', { url: 'y' })
    expect(after).toBe(
      '\uFEFF{\r\n\t// mine\r\n\t"servers": {\r\n\t\t"b": {\r\n\t\t\t"url": "y"\r\n\t\t},\r\n\t\t"a": {"url":"x"} // inline\r\n\t},\r\n\t"theme": "dark"\r\n}\r\n',
    )
    expect(readServers(withServer(after, 'servers', 'b', undefined), JSONC)).toEqual({ a: { url: 'x' } })
  })

  it('replaces what had the name', () => {
    const text = '{ "mcpServers": { "a": { "command": "old", "env": { "X": "1" } } } }'
    expect(readServers(withServer(text, 'mcpServers', 'a', ENTRY), JSON_ONLY)).toEqual({ a: ENTRY })
  })

  it('writes names that mean something to objects as names', () => {
    const after = withServer('{ "mcpServers": {} }', 'mcpServers', '__proto__', ENTRY)
    expect(JSON.parse(after).mcpServers).toHaveProperty('__proto__')
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })
})

it('asks for each value once', () => {
  const once = withQuestions('{}', ['TOKEN'])
  expect(JSON.parse(once)).toEqual({
    inputs: [{ type: 'promptString', id: 'TOKEN', description: 'TOKEN', password: true }],
  })
  expect(withQuestions(once, ['TOKEN'])).toBe(once)
})
