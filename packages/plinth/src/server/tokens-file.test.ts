import { describe, expect, it } from 'vitest'
import { ConfigError } from '../config/index.ts'
import { readTokensFile } from './tokens-file.ts'

const read = (content: string) => readTokensFile('tokens.yaml', () => content)

const ci = { name: 'ci', token: 'token-of-ci', scopes: ['scan:run'] }
const sha256 = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'

describe('a list of tokens', () => {
  it.each<[string, string, readonly object[]]>([
    ['YAML', '- name: ci\n  token: token-of-ci\n  scopes: [scan:run]\n', [ci]],
    ['JSON', JSON.stringify([ci]), [ci]],
    ['under a key', `tokens:\n  - ${JSON.stringify(ci)}\n`, [ci]],
    [
      'a digest, roles and a tenant',
      `- { name: grafana, sha256: ${sha256}, roles: [viewer], tenant: acme }`,
      [{ name: 'grafana', sha256, scopes: [], roles: ['viewer'], tenant: 'acme' }],
    ],
    ['nothing behind a key', '- { name: ci, token: token-of-ci, scopes: , roles: }', [{ ...ci, scopes: [] }]],
  ])('as %s', (_, content, tokens) => {
    expect(read(content)).toEqual(tokens)
  })

  it.each<[string, string, string]>([
    ['nothing', '', 'must hold a list'],
    ['no list', 'name: ci', 'must hold a list'],
    ['an empty list', '[]', 'no token'],
    ['no YAML', '- [', 'neither YAML nor JSON'],
    ['texts', '- token-of-ci', 'entry 1 is no mapping'],
    ['no name', '- token: token-of-ci', 'entry 1 has no name'],
    ['a key that means nothing', '- { name: ci, tokn: planted-token }', 'Did you mean token?'],
    ['a token as a key', '- { name: ci, planted-token: [] }', 'and nothing else'],
    ['a number', '- { name: ci, token: 1234567890123 }', 'put it in quotes'],
    ['one scope', '- { name: ci, token: planted-token, scopes: scan }', 'scopes: [one, another]'],
    ['scopes that are numbers', '- { name: ci, token: planted-token, scopes: [1] }', 'list of texts'],
    ['neither', '- name: ci', 'either token or sha256'],
    ['both', `- { name: ci, token: planted-token, sha256: ${sha256} }`, 'either token or sha256'],
    ['a short token', '- { name: ci, token: short }', 'at least 8 characters'],
    ['a token twice', '[{name: a, token: planted-token}, {name: b, token: planted-token}]', 'somebody else'],
    ['a bad scope', '- { name: ci, token: planted-token, scopes: ["a b"] }', '"a b"'],
  ])('is refused: %s', (_, content, message) => {
    expect(() => read(content)).toThrow(ConfigError)
    expect(() => read(content)).toThrow(message)
    expect(() => read(content)).toThrow('tokens.yaml')
    expect(() => read(content)).not.toThrow('planted-token')
  })

  it('tells all that is wrong at once', () => {
    expect(() => read('[a, {name: b}]')).toThrow(/entry 1 .*\n.*entry 2 /)
    const [good, short] = ['{name: a, token: planted-token}', '{name: b, token: short}']
    expect(() => read(`[{name: c, sha256: x}, ${good}, ${short}, ${good}]`)).toThrow(
      /entry 1: .*64 hex.*\n.*entry 3: .*at least 8.*\n.*named "a"/,
    )
  })

  it('that is not there is refused', () => {
    expect(() => readTokensFile('/nonexistent/tokens.yaml')).toThrow(
      /nonexistent\/tokens.yaml cannot be read .*ENOENT.*MCP_AUTH_TOKENS_FILE/,
    )
  })
})
