import { describe, expect, it } from 'vitest'
import { SCRIPT_CATEGORIES } from './script-table.ts'
import { scriptRule } from './scripts.ts'

const closed = { allowIntrusive: false }
const intrusive = { allowIntrusive: true }

describe('scriptRule', () => {
  it.each(['safe', 'default', 'discovery', 'version'])('allows the category %s', category => {
    expect(scriptRule([category], closed)).toBe(
      `${category} and not (auth or broadcast or brute or dos or exploit or external or fuzzer or intrusive or malware or vuln)`,
    )
  })

  it.each(['vuln', 'intrusive'])('allows the category %s to an operator who switched it on', category => {
    expect(() => scriptRule([category], closed)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        suggestion: expect.stringContaining('MCP_SECURITY_ALLOW_INTRUSIVE=true'),
      }),
    )
    expect(scriptRule([category], intrusive)).toBe(
      `${category} and not (auth or broadcast or brute or dos or exploit or external or fuzzer or malware)`,
    )
  })

  it.each(['exploit', 'brute', 'dos', 'malware', 'external', 'fuzzer', 'auth', 'broadcast'])(
    'refuses the category %s even then',
    category => {
      expect(() => scriptRule([category], intrusive)).toThrow(
        `Scripts of the category "${category}" never run here`,
      )
    },
  )

  it('takes names and categories together, each once', () => {
    expect(scriptRule(['http-title', 'ssl-cert', 'http-title'], closed)).toBe('http-title,ssl-cert')
    expect(scriptRule(['http-title', 'version'], closed)).toMatch(/^http-title,version and not \(/)
  })

  it('keeps a script of a gated category behind the same gate', () => {
    expect(() => scriptRule(['ssl-heartbleed'], closed)).toThrow('"vuln" are switched off')
    expect(scriptRule(['ssl-heartbleed'], intrusive)).toBe('ssl-heartbleed')
  })

  it.each([
    'http-put',
    'all',
    '*',
    'http-*',
    '/tmp/x.nse',
    'safe or brute',
    '+safe',
    'Safe',
    '',
    '__proto__',
  ])('refuses %j, which it does not know', script => {
    expect(() => scriptRule([script], intrusive)).toThrow(
      expect.objectContaining({ message: `Unknown script "${script}"` }),
    )
  })

  it('knows only scripts whose categories it knows', () => {
    for (const name of SCRIPT_CATEGORIES.keys()) expect(scriptRule([name], intrusive)).toBe(name)
  })
})
